package io.fabula.generator.document;

import com.fasterxml.jackson.core.JsonLocation;
import java.nio.charset.StandardCharsets;

/// One line of a file in memory.
final class LineSource implements JsonCursor.Source {
  private final Place start;
  private final byte[] utf8;
  private final int offset;

  LineSource(Place start, byte[] utf8, int offset) {
    this.start = start;
    this.utf8 = utf8;
    this.offset = offset;
  }

  @Override
  public Place place(JsonLocation at) {
    int bytes = (int) Math.max(0, Math.min(at.getByteOffset(), utf8.length - offset));
    int before = new String(utf8, offset, bytes, StandardCharsets.UTF_8).length();
    return new Place(start.file(), start.line(), start.column() + before);
  }

  @Override
  public Place exact(JsonLocation at) {
    return place(at);
  }
}
