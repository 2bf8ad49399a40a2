/// The telling of one story: its clock, its phases, its conditions and its end.
@NullMarked
package io.fabula.generator.story;

import org.jspecify.annotations.NullMarked;
