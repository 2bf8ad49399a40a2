package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Problems;
import io.fabula.providers.budget.Limits;
import io.fabula.providers.cassette.Cassettes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads `budget` and `cassette`: what models may cost, and what stands in for them.
final class BudgetReader {
  private static final long MOST_TOKENS = 1_000_000_000_000L;
  private static final double MOST_MONEY = 1_000_000_000;

  private final Problems problems;
  private final Path folder;

  /// @param folder to which paths are relative
  BudgetReader(Problems problems, Path folder) {
    this.problems = problems;
    this.folder = folder;
  }

  FabulaConfig.Spending spending(MappingReader keys) {
    FabulaConfig.Spending spending =
        new FabulaConfig.Spending(
            new Limits(
                tokens(keys, "tokens_per_stream"),
                tokens(keys, "tokens_per_day"),
                tokens(keys, "tokens_per_process"),
                keys.number("cost_per_day", 0, MOST_MONEY).map(BigDecimal::valueOf)),
            path(keys, "file", ".fabula/spending.json"));
    keys.rejectUnknown();
    return spending;
  }

  private static OptionalLong tokens(MappingReader keys, String key) {
    Optional<Long> tokens = keys.integer(key, 1, MOST_TOKENS);
    return tokens.isPresent() ? OptionalLong.of(tokens.get()) : OptionalLong.empty();
  }

  FabulaConfig.Cassette cassette(MappingReader keys) {
    FabulaConfig.Cassette cassette =
        new FabulaConfig.Cassette(
            keys.choice("mode", Cassettes.Mode.class).orElse(Cassettes.Mode.OFF),
            path(keys, "dir", "cassettes"),
            keys.choice("speed", Cassettes.Speed.class).orElse(Cassettes.Speed.FULL));
    keys.rejectUnknown();
    return cassette;
  }

  private Path path(MappingReader keys, String key, String plain) {
    String text = keys.text(key).filter(t -> !t.isBlank()).orElse(plain);
    try {
      return folder.resolve(text).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      problems.add(keys.placeOf(key), "%s is no path".formatted(key));
      return folder;
    }
  }
}
