/// Reads and checks a narrative file.
@NullMarked
package io.fabula.generator.narrative;

import org.jspecify.annotations.NullMarked;
