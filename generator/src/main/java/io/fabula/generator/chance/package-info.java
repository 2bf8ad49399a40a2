/// Seeded chance that falls the same on every machine: dice, and what is drawn with them.
@NullMarked
package io.fabula.generator.chance;

import org.jspecify.annotations.NullMarked;
