/// Recorded conversations as endpoints: what was sent is sent again, at its time, and after what it
/// waits for.
@NullMarked
package io.fabula.server.replay;

import org.jspecify.annotations.NullMarked;
