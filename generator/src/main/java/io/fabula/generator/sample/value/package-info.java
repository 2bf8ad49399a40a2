/// What draws values and writes them as JSON: numbers, texts, lists, objects. Knows bounds, not how
/// schemas are put together.
@NullMarked
package io.fabula.generator.sample.value;

import org.jspecify.annotations.NullMarked;
