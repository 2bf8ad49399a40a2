package io.fabula.generator.augment;

import io.fabula.generator.document.AtomicFile;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a recording is written to when it is complete, and not before: a file, which appears under
/// its name at once, or a stream. Immutable.
public final class Target {
  private static final int BUFFER = 256 << 10;

  private final Optional<Path> file;
  private final @Nullable OutputStream stream;

  private Target(Optional<Path> file, @Nullable OutputStream stream) {
    this.file = file;
    this.stream = stream;
  }

  /// A stream, which stays open.
  public static Target stream(OutputStream stream) {
    return new Target(Optional.empty(), stream);
  }

  /// A file other than the recording's own.
  ///
  /// @throws IllegalArgumentException where it is that one, or cannot be written to
  public static Target file(Path file, Path recording) throws IOException {
    if (Files.exists(file) && Files.exists(recording) && Files.isSameFile(file, recording)) {
      throw new IllegalArgumentException(
          "%s is the recording itself; --in-place replaces it".formatted(file));
    }
    return named(file);
  }

  /// The recording's own file, which is replaced.
  ///
  /// @throws IllegalArgumentException where it is no replay of lines
  public static Target inPlace(Recording recording) throws IOException {
    if (!(recording instanceof ReplayFile replay)) {
      throw new IllegalArgumentException(
          "only a replay (.jsonl) can be replaced, and %s is another form of recording; write to a file with -o"
              .formatted(recording.name()));
    }
    // A link stays one.
    return named(Files.exists(replay.file()) ? replay.file().toRealPath() : replay.file());
  }

  private static Target named(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a folder, not a file to write to");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no folder %s to write to".formatted(folder));
    }
    return new Target(Optional.of(file.toAbsolutePath()), null);
  }

  /// Whether it is a file that can be written beside, and not a device or a pipe.
  private boolean isPlain() {
    return file.isPresent() && (!Files.exists(file.get()) || Files.isRegularFile(file.get()));
  }

  /// The file in which a run keeps what it has: `NAME.part` beside the target; empty where there is
  /// no beside.
  public Optional<Path> journal() {
    return isPlain()
        ? file.map(named -> named.resolveSibling(named.getFileName() + ".part"))
        : Optional.empty();
  }

  /// Writes a recording.
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  void write(Writing writing) throws IOException {
    if (stream != null) {
      OutputStream buffered = new BufferedOutputStream(stream, BUFFER);
      writing.to(buffered);
      buffered.flush();
      return;
    }
    try (AtomicFile complete = AtomicFile.create(file.orElseThrow())) {
      writing.to(complete.stream());
      complete.complete();
    }
  }
}
