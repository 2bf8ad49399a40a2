package io.fabula.generator.recording;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What a recording can be kept in.
public enum Format {
  /// A replay: one line of JSON a message.
  JSONL("jsonl|ndjson"),
  /// A session: one JSON object with metadata and messages.
  SESSION("json"),
  /// An HTTP archive with WebSocket messages; it may hold several conversations.
  HAR("har");

  /// A regular expression.
  private final String endings;

  Format(String endings) {
    this.endings = endings;
  }

  /// The format that a file's name tells.
  public static Optional<Format> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Format format : values()) {
      if (name.matches(".*\\.(?:" + format.endings + ")")) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /// As a command line names it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
