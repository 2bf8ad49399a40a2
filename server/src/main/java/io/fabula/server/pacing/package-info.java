/// Releases a timeline at its rate.
@NullMarked
package io.fabula.server.pacing;

import org.jspecify.annotations.NullMarked;
