/// What answers at a WebSocket path: an [Endpoint] meets each client with a [Conversation].
@NullMarked
package io.fabula.server.handler;

import org.jspecify.annotations.NullMarked;
