package io.fabula.generator.author;

import io.fabula.generator.lint.Finding;
import java.util.List;

/// Looks on while a blueprint is being written. Called by the writing thread.
public interface Editor {
  /// One who does not care.
  Editor NOBODY = new Editor() {};

  /// A draft is about to be asked for.
  ///
  /// @param round from 1
  default void asks(int round, String provider) {}

  /// So many characters of the draft have come.
  default void receives(int characters) {}

  /// The draft is complete, and this is what the lint says.
  ///
  /// @param findings the most important first; empty where nothing is wrong
  default void reviewed(int round, List<Finding> findings) {}
}
