package io.fabula.server.replay;

import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.Folder;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Problem;
import io.fabula.generator.recording.Format;
import io.fabula.generator.recording.Recordings;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.server.connection.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Where the recordings of an endpoint are: one file, or a folder of them. What a file holds is
/// looked at again when it has changed. For any thread.
public final class ReplayShelf {
  /// Of several files of one name, the first of these endings is meant.
  private static final List<String> ENDINGS = List.of(".jsonl", ".json", ".har");

  private final Finder finder;
  private final int index;
  private final Map<Path, Opened> opened = new ConcurrentHashMap<>();

  private ReplayShelf(Finder finder, int index) {
    this.finder = finder;
    this.index = index;
  }

  /// Finds the file that a name means.
  private interface Finder {
    Path file(String name);
  }

  /// What a file held when it was looked at.
  private record Opened(FileStamp stamp, List<Recording> recordings) {}

  /// The recordings of a folder, by their names; of a file that holds several, the first.
  public static ReplayShelf of(Path folder) {
    return new ReplayShelf(name -> find(new Folder(folder), name), 0);
  }

  /// One recording, whatever is asked for.
  ///
  /// @param index of the conversation in the file, from 0
  public static ReplayShelf only(Path file, int index) {
    return new ReplayShelf(_ -> file, index);
  }

  /// The recording that is asked for, as it is now.
  ///
  /// @param name the last segment of the path
  /// @throws Rejected with 404 where there is none, with 422 where it cannot be read
  public Recording find(String name) {
    Path file = finder.file(name);
    try {
      FileStamp stamp = FileStamp.of(file);
      Opened known = opened.get(file);
      if (known == null || !known.stamp().equals(stamp)) {
        known = new Opened(stamp, Recordings.open(file, format(file), ReadingListener.strict()));
        opened.put(file, known);
      }
      if (index >= known.recordings().size()) {
        throw new Rejected(
            404, "%s holds no conversation %d".formatted(file.getFileName(), index + 1));
      }
      return known.recordings().get(index);
    } catch (InvalidDocumentException e) {
      throw unplayable(String.valueOf(file.getFileName()), e);
    } catch (IOException e) {
      throw new Rejected(422, file.getFileName() + " cannot be read");
    }
  }

  private static Format format(Path file) {
    return Format.of(file)
        .orElseThrow(
            () ->
                new Rejected(
                    422,
                    "%s cannot be played: its ending tells no format; %s do"
                        .formatted(file.getFileName(), String.join(", ", ENDINGS))));
  }

  /// Why a recording cannot be played, without the folder that it is in.
  public static Rejected unplayable(String name, InvalidDocumentException faults) {
    Problem first = faults.problems().getFirst();
    String place =
        first.place().line() > 0
            ? "line %d, column %d: ".formatted(first.place().line(), first.place().column())
            : "";
    return new Rejected(422, "%s cannot be played: %s%s".formatted(name, place, first.message()));
  }

  /// The names of the recordings in a folder.
  public static List<String> names(Path folder) {
    TreeSet<String> names = new TreeSet<>();
    ENDINGS.forEach(ending -> names.addAll(new Folder(folder).names(ending)));
    return List.copyOf(names);
  }

  private static Path find(Folder folder, String name) {
    for (String ending : ENDINGS) {
      Optional<Path> file = folder.file(name, ending);
      if (file.isPresent()) {
        return file.get();
      }
    }
    List<String> names = names(folder.path());
    throw new Rejected(
        404,
        "no replay '%s'; %s"
            .formatted(
                name,
                Nearest.of(name, names)
                    .map(nearest -> "did you mean '" + nearest + "'?")
                    .orElse("there are " + String.join(", ", names))));
  }
}
