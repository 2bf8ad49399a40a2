package io.fabula.providers.budget;

import java.time.LocalDate;
import java.time.ZoneOffset;

/// The four limits as a person meets them.
enum Scope {
  STREAM("tokens_per_stream", "tokens per stream"),
  DAY("tokens_per_day", "tokens per day"),
  PROCESS("tokens_per_process", "tokens per process"),
  COST("cost_per_day", "per day");

  private final String key;
  private final String unit;

  Scope(String key, String unit) {
    this.key = key;
    this.unit = unit;
  }

  /// Its place in the config.
  String key() {
    return "budget." + key;
  }

  /// What follows its figure.
  String unit() {
    return unit;
  }

  /// When there is room again.
  String freeAgain(LocalDate today) {
    return switch (this) {
      case STREAM -> "a new stream starts with all of it";
      case PROCESS -> "it is free again when the process is started anew";
      case DAY, COST ->
          "it is free again at midnight UTC, "
              + today.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    };
  }
}
