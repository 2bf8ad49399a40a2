@NullMarked
package io.fabula.providers.budget;

import org.jspecify.annotations.NullMarked;
