/// WebSocket conversations in HAR files, as browsers and proxies write them (`_webSocketMessages`
/// on the entry of the upgrade).
@NullMarked
package io.fabula.generator.replay.har;

import org.jspecify.annotations.NullMarked;
