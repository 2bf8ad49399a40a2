/// Private and shared streams over narratives.
@NullMarked
package io.fabula.server.stream;

import org.jspecify.annotations.NullMarked;
