@NullMarked
package io.fabula.providers.fallback;

import org.jspecify.annotations.NullMarked;
