package io.fabula.server.replay;

import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.TextFile;
import io.fabula.server.script.Code;
import io.fabula.server.script.Scripts;
import io.fabula.server.script.Transform;
import io.fabula.server.script.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The script that changes what a recording says, compiled again when its file has changed. For any
/// thread.
public final class TransformFile {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final Scripts scripts;
  private final ReentrantLock lock = new ReentrantLock();
  private Compiled compiled;

  /// @param stamp of the file that was compiled; empty where it could not be taken
  private record Compiled(Optional<FileStamp> stamp, Transform transform) {}

  private TransformFile(Path file, Scripts scripts) {
    this.file = file;
    this.scripts = scripts;
    this.compiled = compile(Optional.empty());
  }

  /// Reads and compiles a script.
  ///
  /// @throws InvalidDocumentException where there is no such file, or it is no JavaScript
  public static TransformFile open(Path file, Scripts scripts) {
    return new TransformFile(file, scripts);
  }

  /// The script as its file is now.
  ///
  /// @throws InvalidDocumentException where it has become one that cannot be compiled, or is gone
  Transform now() {
    lock.lock();
    try {
      Optional<FileStamp> stamp = stamp();
      if (stamp.isEmpty() || !stamp.equals(compiled.stamp())) {
        compiled = compile(stamp);
      }
      return compiled.transform();
    } finally {
      lock.unlock();
    }
  }

  /// Without the folder that it is in.
  String name() {
    return String.valueOf(file.getFileName());
  }

  private Optional<FileStamp> stamp() {
    try {
      return Optional.of(FileStamp.of(file));
    } catch (IOException e) {
      // Whoever reads it next says why.
      return Optional.empty();
    }
  }

  /// @param stamp taken before, so that an edit meanwhile is seen the next time
  private Compiled compile(Optional<FileStamp> stamp) {
    if (Files.isDirectory(file)) {
      throw new InvalidDocumentException(Place.named(file.toString()), "a folder, not a file");
    }
    Code code = Code.file(file.toString(), TextFile.read(file, MAX_BYTES));
    try {
      return new Compiled(stamp, scripts.transform(code, Vocabulary.NONE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + file + " was compiled", e);
    }
  }
}
