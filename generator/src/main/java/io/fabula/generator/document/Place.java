package io.fabula.generator.document;

/// Where something stands.
///
/// @param file the file's name as the user knows it, or what stands for one (`environment`)
/// @param line counted from 1; 0 where there are no lines
/// @param column counted from 1
public record Place(String file, int line, int column) {
  /// A place without lines, such as an environment variable.
  public static Place named(String name) {
    return new Place(name, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
