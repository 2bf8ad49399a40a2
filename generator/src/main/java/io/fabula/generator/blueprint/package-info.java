/// A world described once, compiled to a plan and played at speed without any model.
@NullMarked
package io.fabula.generator.blueprint;

import org.jspecify.annotations.NullMarked;
