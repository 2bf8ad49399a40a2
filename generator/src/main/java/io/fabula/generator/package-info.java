@NullMarked
package io.fabula.generator;

import org.jspecify.annotations.NullMarked;
