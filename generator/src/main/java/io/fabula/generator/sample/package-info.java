/// Events drawn from the JSON Schemas that a narrative declares, where nobody writes it and it has
/// no blueprint.
@NullMarked
package io.fabula.generator.sample;

import org.jspecify.annotations.NullMarked;
