package io.fabula.server.script;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;

/// A script's text and where it stands, so that an error names the line that its author sees.
///
/// @param name for the log
/// @param start where the first character stands
/// @param indent columns that stand before each further line, as in a YAML block
public record Code(String name, String text, Place start, int indent) {
  private static final int MOST = 256 << 10;

  public Code {
    if (text.length() > MOST) {
      throw new InvalidDocumentException(
          start,
          "the script has %d characters; at most %d are read".formatted(text.length(), MOST));
    }
  }

  /// A file of its own.
  public static Code file(String file, String text) {
    return new Code(file, text, new Place(file, 1, 1), 0);
  }

  /// A value inside another file, on one line.
  public static Code line(String name, String text, Place start) {
    return new Code(name, text, start, 0);
  }

  /// A block of lines inside another file.
  ///
  /// @param start where the first character of the first line stands
  public static Code block(String name, String text, Place start) {
    return new Code(name, text, start, start.column() - 1);
  }

  /// The place in the file.
  ///
  /// @param line of the text, counted from 1; before it is the start
  Place at(int line, int column) {
    if (line < 1) {
      return start;
    }
    int before = line == 1 ? start.column() - 1 : indent;
    return new Place(start.file(), start.line() + line - 1, before + Math.max(1, column));
  }

  int lines() {
    return (int) text.chars().filter(c -> c == '\n').count() + 1;
  }

  /// Behind the last character that is more than space.
  Place end() {
    String told = text.stripTrailing();
    int line = (int) told.chars().filter(c -> c == '\n').count() + 1;
    return at(line, told.length() - told.lastIndexOf('\n'));
  }
}
