/// What servers share that know one another through Redis: shared state and rooms. Lettuce lives
/// here only, and nothing of it is loaded where no Redis is configured.
@NullMarked
package io.fabula.server.cluster;

import org.jspecify.annotations.NullMarked;
