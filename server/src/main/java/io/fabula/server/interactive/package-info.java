/// Endpoints that answer as the configuration says: rules, scripts, JSON-RPC, messages that come by
/// themselves, and several of these at one path.
@NullMarked
package io.fabula.server.interactive;

import org.jspecify.annotations.NullMarked;
