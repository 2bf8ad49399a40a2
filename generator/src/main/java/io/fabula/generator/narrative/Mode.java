package io.fabula.generator.narrative;

/// How the model's words become events.
public enum Mode {
  /// The model writes the events themselves, a batch a call.
  BATCHES,
  /// The model writes a blueprint once, and the engine plays it.
  BLUEPRINT
}
