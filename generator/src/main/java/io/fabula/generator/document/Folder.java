package io.fabula.generator.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder whose files are asked for by name; no name leads out of it. For any thread.
///
/// @param path need not exist: then nothing is in it
public record Folder(Path path) {
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";

  /// The names of the files with an ending, without it, in alphabetical order.
  public List<String> names(String ending) {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .filter(name -> name.matches(NAME))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  /// Whether a file could be called so.
  public static boolean isName(String name) {
    return name.matches(NAME);
  }

  /// The file of that name and ending; empty where there is none.
  public Optional<Path> file(String name, String ending) {
    return Optional.of(name)
        .filter(safe -> safe.matches(NAME))
        .map(safe -> path.resolve(safe + ending))
        .filter(this::inside);
  }

  /// Whether a file is there and, links followed, within the folder.
  private boolean inside(Path file) {
    try {
      return Files.isRegularFile(file) && file.toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
