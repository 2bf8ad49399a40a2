/// Which thread the system gives the processor to.
@NullMarked
package io.fabula.server.scheduling;

import org.jspecify.annotations.NullMarked;
