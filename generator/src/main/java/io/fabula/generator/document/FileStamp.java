package io.fabula.generator.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// Tells a file from what it was before.
public record FileStamp(long size, FileTime modified) {
  /// The file as it is now.
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(now.size(), now.lastModifiedTime());
  }

  /// Makes sure that `file` is still what this was taken of.
  ///
  /// @throws IOException where it has changed
  public void mustBeThatOf(Path file) throws IOException {
    if (!equals(of(file))) {
      throw new IOException(file + " has changed since it was opened; open it again");
    }
  }
}
