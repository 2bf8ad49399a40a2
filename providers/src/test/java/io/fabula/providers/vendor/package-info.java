@NullMarked
package io.fabula.providers.vendor;

import org.jspecify.annotations.NullMarked;
