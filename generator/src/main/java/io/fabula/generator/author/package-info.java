/// Has a model write a blueprint, and lets a stream go over to it while it is being told.
@NullMarked
package io.fabula.generator.author;

import org.jspecify.annotations.NullMarked;
