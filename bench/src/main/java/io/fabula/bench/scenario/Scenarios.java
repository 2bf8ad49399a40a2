package io.fabula.bench.scenario;

import java.util.List;

/// All benchmarks.
public final class Scenarios {
  private Scenarios() {}

  /// In the order in which they are run.
  public static List<Scenario> all() {
    return List.of(
        new SharedStreams(),
        new PrivateStream(),
        new Pacing(),
        new Echoes(),
        new IdleConnections(),
        new FirstEvent(),
        new StartUp(),
        new UnderLoad(),
        new Replays(),
        new Augmenting(),
        new Growth(),
        new Engine(),
        new ScriptCalls());
  }
}
