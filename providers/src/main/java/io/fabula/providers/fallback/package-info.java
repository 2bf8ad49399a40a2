/// The configured models by name, each made steady: tries, circuit breakers, chains of fallbacks.
@NullMarked
package io.fabula.providers.fallback;

import org.jspecify.annotations.NullMarked;
