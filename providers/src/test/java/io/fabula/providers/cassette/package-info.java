@NullMarked
package io.fabula.providers.cassette;

import org.jspecify.annotations.NullMarked;
