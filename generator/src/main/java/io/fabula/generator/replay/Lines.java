package io.fabula.generator.replay;

import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.util.Optional;

/// A recording while it is read, line by line in constant memory; times never fall. For one thread.
public interface Lines extends AutoCloseable {
  /// The next line; empty after the last.
  ///
  /// @throws InvalidDocumentException where reading cannot go on, or the listener does not want it
  Optional<PlacedLine> next() throws IOException;

  @Override
  void close() throws IOException;
}
