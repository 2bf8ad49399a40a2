@NullMarked
package io.fabula.providers;

import org.jspecify.annotations.NullMarked;
