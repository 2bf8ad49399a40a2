package io.fabula.generator.replay;

import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;

/// One recorded conversation, whatever it is kept in. It may be read as often as needed, by several
/// at a time, each from the start. Immutable, for any thread.
public interface Recording {
  /// What to call it: the name of its file without the ending, numbered where the file holds
  /// several.
  String name();

  /// What is known of where it was recorded.
  Origin origin();

  /// Reads it from the start.
  ///
  /// @param listener hears faults and omissions
  /// @throws InvalidDocumentException where its file is no longer there
  Lines read(ReadingListener listener) throws IOException;

  /// Reads it from the start, up to the first fault.
  default Lines read() throws IOException {
    return read(ReadingListener.strict());
  }
}
