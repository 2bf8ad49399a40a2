package io.fabula.generator.recording;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.generator.replay.har.HarFile;
import io.fabula.generator.replay.session.SessionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Opens recordings, whatever they are kept in. Replays and sessions hold one conversation, a HAR
/// any number.
public final class Recordings {
  private Recordings() {}

  /// The conversations in `file`, whose name tells the format.
  ///
  /// @throws IllegalArgumentException where the name tells none
  /// @throws InvalidDocumentException where the file is not there, or not of that format
  public static List<Recording> open(Path file) throws IOException {
    Format format =
        Format.of(file)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the ending of %s tells no format: .jsonl, .json and .har do"
                            .formatted(file)));
    return open(file, format, ReadingListener.strict());
  }

  /// The conversations in `file`.
  ///
  /// @param listener hears what is met while the file is opened; each reading has its own
  /// @throws InvalidDocumentException where the file is not there, or not of that format
  public static List<Recording> open(Path file, Format format, ReadingListener listener)
      throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidDocumentException(Place.named(file.toString()), "no such file");
    }
    return switch (format) {
      case JSONL -> List.of(ReplayFile.of(file));
      case SESSION -> List.of(SessionFile.open(file, listener));
      case HAR -> HarFile.open(file, listener);
    };
  }

  /// Reads everything in `file` and tells what is wrong with it, and what a replay of it leaves
  /// out.
  ///
  /// @param each sees every line that has no fault
  public static void review(
      Path file, Format format, ReadingListener listener, Consumer<PlacedLine> each)
      throws IOException {
    try {
      for (Recording recording : open(file, format, listener)) {
        try (Lines lines = recording.read(listener)) {
          for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            each.accept(line.get());
          }
        }
      }
    } catch (InvalidDocumentException e) {
      for (Problem problem : e.problems()) {
        listener.fault(problem);
      }
    }
  }
}
