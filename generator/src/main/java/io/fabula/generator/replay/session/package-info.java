/// Recordings kept as session JSON: metadata and a list of messages.
@NullMarked
package io.fabula.generator.replay.session;

import org.jspecify.annotations.NullMarked;
