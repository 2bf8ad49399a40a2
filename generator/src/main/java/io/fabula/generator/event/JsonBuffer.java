package io.fabula.generator.event;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/// A growing buffer of UTF-8 bytes that writes JSON's parts in place: no strings between, no
/// boxing. Reused from event to event; for one thread.
public final class JsonBuffer {
  private static final long[] POWERS = new long[19];
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// The digits of 00 to 99.
  private static final byte[] PAIRS = new byte[200];

  private static final long MILLIS_A_DAY = 86_400_000L;
  private static final long MILLIS_A_SECOND = 1000L;
  private static final int MINUTES_A_DAY = 1440;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private byte[] bytes;
  private int length;

  // The second of the instant written last: most events share it with the one before.
  private long cachedSecond = Long.MIN_VALUE;
  private long cachedDay = Long.MIN_VALUE;
  private final byte[] second = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);

  public JsonBuffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  /// Forgets the content, keeps the space.
  public JsonBuffer clear() {
    length = 0;
    return this;
  }

  public int length() {
    return length;
  }

  /// Goes back to an earlier length.
  public void truncate(int earlier) {
    if (earlier < 0 || earlier > length) {
      throw new IllegalArgumentException("cannot truncate " + length + " bytes to " + earlier);
    }
    length = earlier;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// Moves what was written from `at` on, to make room for `count` bytes there.
  ///
  /// @return [#array], where the caller writes them: they hold anything
  public byte[] insert(int at, int count) {
    room(count);
    System.arraycopy(bytes, at, bytes, at + count, length - at);
    length += count;
    return bytes;
  }

  /// The bytes themselves, valid from 0 to [#length] until the next write.
  public byte[] array() {
    return bytes;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /// One byte, for punctuation.
  public JsonBuffer put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  public JsonBuffer put(byte[] utf8) {
    return put(utf8, 0, utf8.length);
  }

  public JsonBuffer put(byte[] utf8, int offset, int count) {
    room(count);
    System.arraycopy(utf8, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// Text of ASCII only, unescaped.
  @SuppressWarnings("deprecation") // It drops the high byte, which ASCII has not, and only copies.
  public JsonBuffer ascii(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  /// A JSON string: quoted and escaped (RFC 8259 section 7).
  public JsonBuffer string(String text) {
    return put('"').escaped(text).put('"');
  }

  /// The inside of a JSON string. Lone surrogates become U+FFFD.
  public JsonBuffer escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        put(c);
      } else if (c < 0x80) {
        escape(c);
      } else {
        i += character(text, i);
      }
    }
    return this;
  }

  /// Text as it is, in UTF-8. Lone surrogates become U+FFFD.
  public JsonBuffer text(String text) {
    int end = text.length();
    int i = 0;
    room(end);
    while (i < end) {
      byte[] to = bytes;
      int at = length;
      while (i < end && text.charAt(i) < 0x80) {
        to[at++] = (byte) text.charAt(i++);
      }
      length = at;
      if (i < end) {
        i += 1 + character(text, i);
        room(end - i);
      }
    }
    return this;
  }

  /// Escapes what was written from `start` on, so that it can stand inside a JSON string.
  public JsonBuffer escapeFrom(int start) {
    int more = 0;
    for (int i = start; i < length; i++) {
      more += escapedWidth(bytes[i]) - 1;
    }
    if (more == 0) {
      return this;
    }
    room(more);
    int to = length + more;
    for (int from = length - 1; from >= start; from--) {
      byte b = bytes[from];
      to -= escapedWidth(b);
      int end = length;
      length = to;
      if (escapedWidth(b) == 1) {
        bytes[to] = b;
      } else {
        escape((char) b);
      }
      length = end;
    }
    length += more;
    return this;
  }

  private static int escapedWidth(byte b) {
    if (b >= 0x20 || b < 0) {
      return b == '"' || b == '\\' ? 2 : 1;
    }
    return b == '\n' || b == '\r' || b == '\t' ? 2 : 6;
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> put('\\').put('"');
      case '\\' -> put('\\').put('\\');
      case '\n' -> put('\\').put('n');
      case '\r' -> put('\\').put('r');
      case '\t' -> put('\\').put('t');
      default ->
          put('\\').put('u').put('0').put('0').put((char) HEX[c >> 4]).put((char) HEX[c & 15]);
    }
  }

  /// Writes the character at `i` that is not ASCII; answers how many further chars it took.
  private int character(String text, int i) {
    int point = text.codePointAt(i);
    room(4);
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | (point >> 6));
    } else {
      if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
        point = 0xfffd;
      }
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xe0 | (point >> 12));
      } else {
        bytes[length++] = (byte) (0xf0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3f));
    return Character.charCount(text.codePointAt(i)) - 1;
  }

  public JsonBuffer number(long value) {
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        return ascii("-9223372036854775808");
      }
      return put('-').number(-value);
    }
    return digits(value, width(value));
  }

  /// How many digits a number from 0 on has.
  private static int width(long value) {
    int digits = 1;
    while (digits < 19 && value >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }

  /// A number rounded half up to `places` decimals (0 to 9), which are all written. What JSON
  /// cannot express (RFC 8259 section 6: no NaN, no infinity) is written as null.
  public JsonBuffer decimal(double value, int places) {
    double scaled = Math.abs(value) * POWERS[places];
    if (!(scaled < 9e18)) {
      return Double.isFinite(value) ? ascii(Double.toString(value)) : ascii("null");
    }
    // Not (long) (scaled + 0.5): from 2^52 on that sum itself is rounded.
    long units = (long) scaled;
    units += scaled - units >= 0.5 ? 1 : 0;
    if (value < 0 && units != 0) {
      put('-');
    }
    if (places == 0) {
      return digits(units, width(units));
    }
    // All digits in one run, then the whole part moves over to make place for the point.
    int width = Math.max(width(units), places + 1);
    room(width + 1);
    int start = length;
    int point = start + width - places;
    digits(units, width);
    for (int i = length++; i > point; i--) {
      bytes[i] = bytes[i - 1];
    }
    bytes[point] = '.';
    return this;
  }

  /// `value` with leading zeros to `digits` digits.
  public JsonBuffer digits(long value, int digits) {
    room(digits);
    int at = length + digits;
    long rest = value;
    while (rest > Integer.MAX_VALUE && at - 2 >= length) {
      at -= 2;
      pair((int) (rest % 100), at);
      rest /= 100;
    }
    int small = (int) (at - 2 >= length ? rest : rest % 10);
    for (; at - 2 >= length; at -= 2) {
      pair(small % 100, at - 2);
      small /= 100;
    }
    if (at > length) {
      bytes[length] = (byte) ('0' + small % 10);
    }
    length += digits;
    return this;
  }

  private void pair(int value, int at) {
    bytes[at] = PAIRS[2 * value];
    bytes[at + 1] = PAIRS[2 * value + 1];
  }

  /// The last `digits` hexadecimal digits of `value`.
  public JsonBuffer hex(long value, int digits) {
    room(digits);
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length++] = HEX[(int) (value >>> (4 * i)) & 15];
    }
    return this;
  }

  /// A UUID of version 4 (RFC 9562 section 5.4) from 128 bits, of which it takes 122; unquoted.
  public JsonBuffer uuid(long high, long low) {
    hex(high >>> 32, 8).put('-').hex(high >>> 16, 4).put('-');
    hex((high & 0x0fffL) | 0x4000L, 4).put('-');
    return hex(((low >>> 48) & 0x3fffL) | 0x8000L, 4).put('-').hex(low, 12);
  }

  /// The date of an instant in UTC, `2026-11-20`, unquoted. The years 0000 to 9999.
  public JsonBuffer date(long epochMillis) {
    int start = length;
    instant(epochMillis);
    length = start + 10;
    return this;
  }

  /// A time of day, `08:05`, unquoted.
  ///
  /// @param minutes since midnight, of which parts are dropped; a day has 1440
  public JsonBuffer timeOfDay(double minutes) {
    int ofDay = Math.floorMod((long) Math.floor(minutes), MINUTES_A_DAY);
    room(5);
    pair(ofDay / 60, length);
    bytes[length + 2] = ':';
    pair(ofDay % 60, length + 3);
    length += 5;
    return this;
  }

  /// An instant in UTC with milliseconds, `2026-11-20T12:00:00.000Z` (RFC 3339), unquoted. The
  /// years 0000 to 9999.
  public JsonBuffer instant(long epochMillis) {
    long of = Math.floorDiv(epochMillis, MILLIS_A_SECOND);
    if (of != cachedSecond) {
      cacheSecond(of);
    }
    int millis = (int) (epochMillis - of * MILLIS_A_SECOND);
    int start = length;
    put(second);
    bytes[start + 20] = (byte) ('0' + millis / 100);
    pair(millis % 100, start + 21);
    return this;
  }

  private void cacheSecond(long of) {
    long day = Math.floorDiv(of, MILLIS_A_DAY / MILLIS_A_SECOND);
    int rest = (int) (of - day * (MILLIS_A_DAY / MILLIS_A_SECOND));
    if (day != cachedDay) {
      cacheDate(day);
    }
    time(11, rest / 3600);
    time(14, rest / 60 % 60);
    time(17, rest % 60);
    cachedSecond = of;
  }

  private void time(int at, int value) {
    second[at] = PAIRS[2 * value];
    second[at + 1] = PAIRS[2 * value + 1];
  }

  private void cacheDate(long day) {
    String text = LocalDate.ofEpochDay(day).toString();
    if (text.length() != 10) {
      throw new IllegalArgumentException("RFC 3339 has no year of " + text);
    }
    for (int i = 0; i < 10; i++) {
      second[i] = (byte) text.charAt(i);
    }
    cachedDay = day;
  }
}
