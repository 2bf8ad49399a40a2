/// What is wrong with a blueprint, alone and beside its narrative, in words to act on.
@NullMarked
package io.fabula.generator.lint;

import org.jspecify.annotations.NullMarked;
