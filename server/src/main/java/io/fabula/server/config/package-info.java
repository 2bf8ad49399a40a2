/// The configuration: read from file, environment and flags, then immutable.
@NullMarked
package io.fabula.server.config;

import org.jspecify.annotations.NullMarked;
