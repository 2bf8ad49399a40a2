package io.fabula.server.connection;

import io.fabula.generator.event.JsonBuffer;

/// What stands before the payload of a server's frame (RFC 6455 section 5.2): a whole message,
/// unmasked, its length in as few bytes as it takes.
final class FrameHead {
  private static final int FIN = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;

  /// The longest payload whose length stands in the second byte.
  private static final int MOST_SHORT = 125;

  private static final int MOST_MEDIUM = 0xffff;
  private static final int MEDIUM = 126;
  private static final int LONG = 127;

  private FrameHead() {}

  /// Bytes of the head before so many bytes of payload.
  static int size(int payload) {
    return payload <= MOST_SHORT ? 2 : payload <= MOST_MEDIUM ? 4 : 10;
  }

  /// Writes a head.
  static void write(byte[] to, int at, int payload, boolean binary) {
    to[at] = (byte) (FIN | (binary ? BINARY : TEXT));
    int size = size(payload);
    to[at + 1] = (byte) (size == 2 ? payload : size == 4 ? MEDIUM : LONG);
    for (int i = 2; i < size; i++) {
      to[at + i] = (byte) ((long) payload >>> (8 * (size - 1 - i)));
    }
  }

  /// Puts a head before all that stands behind `start`.
  static void insert(JsonBuffer buffer, int start, boolean binary) {
    int payload = buffer.length() - start;
    write(buffer.insert(start, size(payload)), start, payload, binary);
  }

  static boolean isBinary(byte[] frame, int at) {
    return (frame[at] & 0x0f) == BINARY;
  }

  /// The size of the head that stands at `at`.
  static int sizeAt(byte[] frame, int at) {
    int length = frame[at + 1];
    return length == LONG ? 10 : length == MEDIUM ? 4 : 2;
  }

  /// The length of the payload behind the head that stands at `at`.
  static int payloadAt(byte[] frame, int at) {
    int size = sizeAt(frame, at);
    if (size == 2) {
      return frame[at + 1];
    }
    long length = 0;
    for (int i = 2; i < size; i++) {
      length = (length << 8) | (frame[at + i] & 0xff);
    }
    return Math.toIntExact(length);
  }
}
