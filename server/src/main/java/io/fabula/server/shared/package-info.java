/// What all connections of a server, or of several, remember together.
@NullMarked
package io.fabula.server.shared;

import org.jspecify.annotations.NullMarked;
