package io.fabula.bench.scenario;

import java.io.IOException;

/// One benchmark.
public interface Scenario {
  /// What a person calls it on the command line.
  String name();

  /// What it measures, in one line.
  String about();

  /// Measures.
  void run(Run run) throws IOException, InterruptedException;
}
