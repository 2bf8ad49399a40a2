package io.fabula.generator.recording;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// What to convert, and how.
///
/// @param url for targets that hold an address, instead of the recorded one
/// @param start for targets that hold the time of the upgrade, instead of the recorded one
/// @param keepSecrets whether they are written as they were recorded
public record Conversion(
    Path in,
    Format from,
    Path out,
    Format to,
    Optional<String> url,
    Optional<Instant> start,
    boolean keepSecrets) {

  public Conversion {
    if (to == Format.JSONL && (url.isPresent() || start.isPresent())) {
      throw new IllegalArgumentException(
          "%s is for HAR and sessions: JSONL has no place for it"
              .formatted(url.isPresent() ? "--url" : "--start"));
    }
    if (url.isPresent() && !url.get().matches("(?i)wss?://[^/\\s]+.*")) {
      throw new IllegalArgumentException(
          "an address of a WebSocket begins with ws:// or wss://, not '%s'".formatted(url.get()));
    }
  }
}
