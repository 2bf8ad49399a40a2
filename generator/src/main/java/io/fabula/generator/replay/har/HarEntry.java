package io.fabula.generator.replay.har;

import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.replay.Origin;
import java.time.Instant;

/// The entry of an upgrade.
///
/// @param base the instant of `ts` 0
/// @param messages where its messages begin
record HarEntry(Origin origin, Instant base, JsonCursor.Spot messages) {}
