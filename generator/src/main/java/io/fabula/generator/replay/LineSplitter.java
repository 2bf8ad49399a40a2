package io.fabula.generator.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Splits bytes into lines in place: each lies in [#buffer] until the next is asked for. A line
/// that is too long is passed over, and said to be. For one thread.
final class LineSplitter implements Closeable {
  /// The longest line, in bytes. A message of 16 MiB fits, in base64 too.
  static final int MAX_LINE = 24 << 20;

  private static final int USUAL = 64 << 10;
  private static final int LARGE = 1 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[USUAL];
  private int filled;
  private boolean ended;

  private int start;
  private int end;
  private int stop;
  private boolean ascii;
  private boolean tooLong;
  private int line;

  LineSplitter(InputStream in) throws IOException {
    this.in = in;
    fill();
    // A byte order mark is no part of the first line.
    boolean mark =
        filled >= 3
            && buffer[0] == (byte) 0xef
            && buffer[1] == (byte) 0xbb
            && buffer[2] == (byte) 0xbf;
    stop = mark ? 3 : 0;
  }

  /// Goes to the next line; false where there is none.
  boolean next() throws IOException {
    start = stop;
    tooLong = false;
    ascii = true;
    int seen = 0;
    int at = start;
    while (true) {
      for (; at < filled; at++) {
        byte b = buffer[at];
        if (b == '\n') {
          finish(at, at + 1, seen);
          return true;
        }
        seen |= b;
      }
      if (ended) {
        if (filled == start && !tooLong) {
          return false;
        }
        finish(filled, filled, seen);
        return true;
      }
      int kept = filled - start;
      if (kept > MAX_LINE) {
        tooLong = true;
        // What was too much is not needed.
        filled = start;
      }
      fill();
      at = tooLong ? start : start + kept;
    }
  }

  private void finish(int lineEnd, int next, int seen) {
    line++;
    stop = next;
    end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    ascii = seen >= 0;
    tooLong |= end - start > MAX_LINE;
  }

  /// Reads more behind what there is of the line, which moves to the front for that.
  private void fill() throws IOException {
    if (start > 0) {
      int kept = filled - start;
      // The space for one long line is not kept for the short ones behind it.
      byte[] target = buffer.length > LARGE && kept < USUAL ? new byte[2 * USUAL] : buffer;
      System.arraycopy(buffer, start, target, 0, kept);
      buffer = target;
      filled = kept;
      start = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    ended = read < 0;
    filled += Math.max(0, read);
  }

  byte[] buffer() {
    return buffer;
  }

  /// Where the line begins in the buffer.
  int start() {
    return start;
  }

  /// How many bytes it has without its end.
  int length() {
    return end - start;
  }

  /// A copy of its bytes with its end.
  byte[] copy() {
    return Arrays.copyOfRange(buffer, start, stop);
  }

  boolean tooLong() {
    return tooLong;
  }

  /// Counted from 1.
  int line() {
    return line;
  }

  /// Where the line stops being UTF-8, counted from its start; -1 where it never does.
  int firstMalformed() {
    if (ascii) {
      return -1;
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, end - start);
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return -1;
    } catch (CharacterCodingException e) {
      return bytes.position() - start;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
