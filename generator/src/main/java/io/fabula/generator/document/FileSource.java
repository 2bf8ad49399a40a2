package io.fabula.generator.document;

import com.fasterxml.jackson.core.JsonLocation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file, or what follows a spot in it.
final class FileSource implements JsonCursor.Source {
  private static final int BUFFER = 64 << 10;

  /// Further into a line nobody counts characters.
  private static final int MAX_COUNTED = 64 << 10;

  /// Nor after so many faults.
  private static final int MAX_LOOKS = 1000;

  private final Path file;
  private final JsonCursor.Spot from;
  private final InputStream stream;
  private int looks;

  private FileSource(Path file, JsonCursor.Spot from, InputStream stream) {
    this.file = file;
    this.from = from;
    this.stream = stream;
  }

  InputStream stream() {
    return stream;
  }

  static FileSource open(Path file) throws IOException {
    return open(file, new JsonCursor.Spot(0, 1, 1));
  }

  static FileSource open(Path file, JsonCursor.Spot spot) throws IOException {
    SeekableByteChannel channel = TextFile.open(file);
    if (spot.offset() > 0) {
      channel.position(spot.offset());
    }
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
    return spot.offset() == 0 && skipMark(in)
        ? new FileSource(file, new JsonCursor.Spot(3, 1, 1), in)
        : new FileSource(file, spot, in);
  }

  /// A byte order mark is no part of the text, and no column.
  private static boolean skipMark(InputStream in) throws IOException {
    in.mark(3);
    byte[] first = in.readNBytes(3);
    if (first.length == 3
        && first[0] == (byte) 0xef
        && first[1] == (byte) 0xbb
        && first[2] == (byte) 0xbf) {
      return true;
    }
    in.reset();
    return false;
  }

  JsonCursor.Spot spot(JsonLocation at) {
    Place place = place(at);
    return new JsonCursor.Spot(from.offset() + at.getByteOffset(), place.line(), place.column());
  }

  @Override
  public Place place(JsonLocation at) {
    return at.getLineNr() == 1
        ? new Place(file.toString(), from.line(), from.column() + at.getColumnNr() - 1)
        : new Place(file.toString(), from.line() + at.getLineNr() - 1, at.getColumnNr());
  }

  @Override
  public Place exact(JsonLocation at) {
    Place quick = place(at);
    int before = quick.column() - 1;
    if (before <= 0 || before > MAX_COUNTED || at.getByteOffset() < 0 || looks++ > MAX_LOOKS) {
      return quick;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(from.offset() + at.getByteOffset() - before);
      byte[] line = Channels.newInputStream(channel).readNBytes(before);
      int column = new String(line, StandardCharsets.UTF_8).length() + 1;
      return new Place(quick.file(), quick.line(), column);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
