package io.fabula.generator.replay.har;

import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The WebSocket conversations of a HAR file.
public final class HarFile {
  private HarFile() {}

  /// Opens the conversations of a file, in its order. This goes through the file once, in constant
  /// memory, and keeps for each conversation where its messages begin.
  ///
  /// @param listener hears faults, and what the file holds beside conversations
  /// @throws InvalidDocumentException where there is no such file, or it is no HAR
  public static List<Recording> open(Path file, ReadingListener listener) throws IOException {
    try (JsonCursor at = JsonCursor.open(file)) {
      FileStamp stamp = FileStamp.of(file);
      List<HarEntry> entries = new HarIndexer(at, listener).read();
      String bare = ReplayFile.bare(file);
      List<Recording> recordings = new ArrayList<>();
      for (HarEntry entry : entries) {
        String name = entries.size() == 1 ? bare : bare + "-" + (recordings.size() + 1);
        recordings.add(new Conversation(file, stamp, name, entry));
      }
      return List.copyOf(recordings);
    }
  }

  private record Conversation(Path file, FileStamp stamp, String name, HarEntry entry)
      implements Recording {
    @Override
    public Origin origin() {
      return entry.origin();
    }

    @Override
    public Lines read(ReadingListener listener) throws IOException {
      stamp.mustBeThatOf(file);
      return new HarLines(JsonCursor.open(file, entry.messages()), entry.base(), listener);
    }
  }
}
