/// JSONPath over what models and clients wrote: compiled once, and no input can stall it.
@NullMarked
package io.fabula.generator.path;

import org.jspecify.annotations.NullMarked;
