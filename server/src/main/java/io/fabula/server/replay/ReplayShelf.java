package io.fabula.server.replay;

import io.fabula.generator.document.Folder;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.server.connection.Rejected;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the recordings of an endpoint are. For any thread.
public sealed interface ReplayShelf {
  /// The recording that is asked for, as it is now.
  ///
  /// @param name the last segment of the path
  /// @throws Rejected with 404 where there is none
  Recording find(String name);

  /// The replays of a folder, by their names.
  static ReplayShelf of(Path folder) {
    return new InFolder(new Folder(folder));
  }

  /// One file, whatever is asked for.
  static ReplayShelf only(Path file) {
    return new Only(file);
  }

  /// All files of a folder.
  record InFolder(Folder folder) implements ReplayShelf {
    private static final String ENDING = ".jsonl";

    @Override
    public Recording find(String name) {
      Optional<Path> file = folder.file(name, ENDING);
      return ReplayFile.of(
          file.orElseThrow(
              () -> {
                List<String> names = folder.names(ENDING);
                return new Rejected(
                    404,
                    "no replay '%s'; %s"
                        .formatted(
                            name,
                            Nearest.of(name, names)
                                .map(nearest -> "did you mean '" + nearest + "'?")
                                .orElse("there are " + String.join(", ", names))));
              }));
    }
  }

  /// A single file.
  record Only(Path file) implements ReplayShelf {
    @Override
    public Recording find(String name) {
      return ReplayFile.of(file);
    }
  }
}
