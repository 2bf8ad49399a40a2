/// Patterns and paths that no input can stall, and no pattern can burst.
@NullMarked
package io.fabula.generator.match;

import org.jspecify.annotations.NullMarked;
