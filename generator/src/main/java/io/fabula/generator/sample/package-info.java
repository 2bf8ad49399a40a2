/// Events drawn from the JSON Schemas that a narrative declares, where nobody writes it and it has
/// no blueprint: what compiles a schema to samplers, tries them, and plays them. Its `schema` holds
/// what schemas mean together, its `value` what draws; neither knows the other's work.
@NullMarked
package io.fabula.generator.sample;

import org.jspecify.annotations.NullMarked;
