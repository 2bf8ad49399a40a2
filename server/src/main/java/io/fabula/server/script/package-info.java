/// Runs the JavaScript that users write: handlers of endpoints, transforms of messages and
/// conditions. It knows no endpoint and no connection: a [Scene] stands for both.
@NullMarked
package io.fabula.server.script;

import org.jspecify.annotations.NullMarked;
