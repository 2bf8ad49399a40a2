/// One event, the order of events, and their bytes on the wire: pure values.
@NullMarked
package io.fabula.generator.event;

import org.jspecify.annotations.NullMarked;
