package io.fabula.generator.document;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;

/// A file that appears under its name only when it is complete, with the permissions of the one
/// that it replaces. For one thread.
public final class AtomicFile implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final Path target;
  private final Optional<Path> temporary;
  private OutputStream out;

  private AtomicFile(Path target, Optional<Path> temporary, OutputStream out) {
    this.target = target;
    this.temporary = temporary;
    this.out = out;
  }

  /// Begins a file beside `target`; a device or a pipe gets what is written at once.
  ///
  /// @throws IllegalArgumentException where its folder does not exist
  public static AtomicFile create(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException(target + " is a folder, not a file to write to");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new AtomicFile(target, Optional.empty(), buffered(target));
    }
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "no folder %s to write %s to".formatted(folder, absolute.getFileName()));
    }
    Path temporary =
        absolute.resolveSibling(
            ".%s.%d.part".formatted(absolute.getFileName(), ProcessHandle.current().pid()));
    // A signal leaves no half file either.
    temporary.toFile().deleteOnExit();
    return new AtomicFile(absolute, Optional.of(temporary), buffered(temporary));
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  /// Where to write to; closed with this.
  public OutputStream stream() {
    return out;
  }

  /// Ends the writing; the file has no name yet.
  public void finish() throws IOException {
    out.close();
    // Its buffer is needed no more.
    out = OutputStream.nullOutputStream();
  }

  /// Gives the file its name. To be called once, at the end.
  public void complete() throws IOException {
    finish();
    if (temporary.isPresent()) {
      keepPermissions(target, temporary.get());
      Files.move(
          temporary.get(),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    if (Files.exists(from)
        && Files.getFileAttributeView(from, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  /// Removes what is not complete.
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      if (temporary.isPresent()) {
        Files.deleteIfExists(temporary.get());
      }
    }
  }
}
