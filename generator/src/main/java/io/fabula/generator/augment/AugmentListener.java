package io.fabula.generator.augment;

/// Hears how an augmentation comes along. Called on the thread that runs it.
public interface AugmentListener {
  /// Hears nothing.
  AugmentListener NONE = new AugmentListener() {};

  /// So many lines were read to learn from.
  default void surveyed(long lines) {}

  /// So many messages are done with, put in or given up.
  default void done(long messages, int of) {}

  /// A provider is about to be asked.
  default void asks(String provider) {}

  /// A model brought something that cannot be used, or too little.
  ///
  /// @param after the number of the line behind which it was to be put in
  default void rejected(long after, String fault) {}

  /// What a person is to know.
  default void note(String message) {}
}
