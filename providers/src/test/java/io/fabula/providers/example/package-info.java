/// How a third party adds a type of provider.
@NullMarked
package io.fabula.providers.example;

import org.jspecify.annotations.NullMarked;
