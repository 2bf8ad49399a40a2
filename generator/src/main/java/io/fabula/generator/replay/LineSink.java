package io.fabula.generator.replay;

import java.io.IOException;

/// Where the lines of one recording are written to, in any form. For one thread.
public interface LineSink {
  void write(Line line) throws IOException;

  /// Writes what comes after the last line, and all that is still held back. Closes nothing.
  void finish() throws IOException;
}
