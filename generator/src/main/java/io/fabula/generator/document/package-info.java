/// YAML and JSON read with the place of every value, so that each fault can be shown where it
/// stands.
@NullMarked
package io.fabula.generator.document;

import org.jspecify.annotations.NullMarked;
