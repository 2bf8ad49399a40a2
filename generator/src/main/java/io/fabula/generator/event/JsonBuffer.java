package io.fabula.generator.event;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/// A growing buffer of UTF-8 bytes that writes JSON's parts in place: no strings between, no
/// boxing. Reused from event to event; for one thread.
public final class JsonBuffer {
  private static final long[] POWERS = new long[19];
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long MILLIS_A_DAY = 86_400_000L;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private byte[] bytes;
  private int length;
  private long cachedDay = Long.MIN_VALUE;
  private final byte[] date = "0000-00-00T".getBytes(StandardCharsets.US_ASCII);

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
  public JsonBuffer ascii(String text) {
    int count = text.length();
    room(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
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
    int digits = 1;
    while (digits < 19 && value >= POWERS[digits]) {
      digits++;
    }
    return digits(value, digits);
  }

  /// A number rounded half up to `places` decimals (0 to 9), which are all written. What JSON
  /// cannot express (RFC 8259 section 6: no NaN, no infinity) is written as null.
  public JsonBuffer decimal(double value, int places) {
    if (!Double.isFinite(value)) {
      return ascii("null");
    }
    double scaled = Math.abs(value) * POWERS[places];
    if (scaled >= 9e18) {
      return ascii(Double.toString(value));
    }
    // Not (long) (scaled + 0.5): from 2^52 on that sum itself is rounded.
    long units = (long) scaled;
    units += scaled - units >= 0.5 ? 1 : 0;
    if (value < 0 && units != 0) {
      put('-');
    }
    number(units / POWERS[places]);
    return places == 0 ? this : put('.').digits(units % POWERS[places], places);
  }

  /// `value` with leading zeros to `digits` digits.
  public JsonBuffer digits(long value, int digits) {
    room(digits);
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /// The last `digits` hexadecimal digits of `value`.
  public JsonBuffer hex(long value, int digits) {
    room(digits);
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length++] = HEX[(int) (value >>> (4 * i)) & 15];
    }
    return this;
  }

  /// An instant in UTC with milliseconds, `2026-11-20T12:00:00.000Z` (RFC 3339), unquoted. The
  /// years 0000 to 9999.
  public JsonBuffer instant(long epochMillis) {
    long day = Math.floorDiv(epochMillis, MILLIS_A_DAY);
    if (day != cachedDay) {
      cacheDate(day);
    }
    long rest = epochMillis - day * MILLIS_A_DAY;
    put(date);
    digits(rest / 3_600_000, 2).put(':');
    digits(rest / 60_000 % 60, 2).put(':');
    digits(rest / 1000 % 60, 2).put('.');
    return digits(rest % 1000, 3).put('Z');
  }

  private void cacheDate(long day) {
    String text = LocalDate.ofEpochDay(day).toString();
    if (text.length() != 10) {
      throw new IllegalArgumentException("RFC 3339 has no year of " + text);
    }
    for (int i = 0; i < 10; i++) {
      date[i] = (byte) text.charAt(i);
    }
    cachedDay = day;
  }
}
