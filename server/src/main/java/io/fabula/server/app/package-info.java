/// All wiring and all routes.
@NullMarked
package io.fabula.server.app;

import org.jspecify.annotations.NullMarked;
