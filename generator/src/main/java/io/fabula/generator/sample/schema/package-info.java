/// What JSON Schemas mean together: several put together to one that says the same, references
/// followed, choices and their opposites told apart. Schemas go in and come out; nothing is drawn.
@NullMarked
package io.fabula.generator.sample.schema;

import org.jspecify.annotations.NullMarked;
