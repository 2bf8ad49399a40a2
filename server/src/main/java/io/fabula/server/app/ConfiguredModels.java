package io.fabula.server.app;

import io.fabula.providers.budget.Budget;
import io.fabula.providers.cassette.Cassettes;
import io.fabula.providers.fallback.Models;
import io.fabula.server.config.FabulaConfig;
import java.security.SecureRandom;
import java.time.Clock;

/// The models as a configuration wants them: with its budget, its ledger and its cassettes.
public final class ConfiguredModels {
  private ConfiguredModels() {}

  /// Opens them; no one is called.
  ///
  /// @throws IllegalArgumentException where a provider cannot be used as configured, or the ledger
  ///   of spending cannot be read
  public static Models open(FabulaConfig config) {
    return new Models(
        config.providers(),
        config.provider(),
        budget(config),
        Cassettes.of(config.cassette().mode(), config.cassette().dir(), config.cassette().speed()),
        System::nanoTime,
        new SecureRandom());
  }

  /// Where no model can be called, nothing is spent and nothing need be written down.
  private static Budget budget(FabulaConfig config) {
    return config.providers().isEmpty()
        ? Budget.unlimited()
        : Budget.open(config.spending().limits(), config.spending().ledger(), Clock.systemUTC());
  }
}
