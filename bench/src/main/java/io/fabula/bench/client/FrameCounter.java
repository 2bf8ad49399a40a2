package io.fabula.bench.client;

import java.nio.ByteBuffer;

/// Counts the frames of a server (RFC 6455 section 5.2) in the bytes of one connection, however
/// those are cut. Payloads are skipped, but for the code of a close frame. For one thread.
final class FrameCounter {
  private static final int CLOSE = 8;
  private static final int SHORT = 2;
  private static final int CODE_BYTES = 2;

  private int have;
  private int need = SHORT;
  private boolean data;
  private boolean closing;
  private long left;
  private int code;
  private int codeBytes;
  private boolean closed;

  /// Takes all bytes of a buffer; answers how many messages have become whole by them.
  int accept(ByteBuffer in) {
    int whole = 0;
    while (in.hasRemaining()) {
      if (have < need) {
        head(in.get() & 0xff);
      } else {
        payload(in);
      }
      if (have == need && left == 0) {
        whole += data ? 1 : 0;
        closed |= closing;
        have = 0;
        need = SHORT;
      }
    }
    return whole;
  }

  private void head(int octet) {
    if (have == 0) {
      int opcode = octet & 15;
      closing = opcode == CLOSE;
      // The last frame of a message counts, control frames do not.
      data = opcode < CLOSE && (octet & 0x80) != 0;
    } else if (have == 1) {
      int length = octet & 127;
      need = length == 126 ? 4 : length == 127 ? 10 : SHORT;
      left = need == SHORT ? length : 0;
    } else {
      left = (left << 8) | octet;
    }
    have++;
  }

  private void payload(ByteBuffer in) {
    if (closing && codeBytes < CODE_BYTES) {
      code = (code << 8) | (in.get() & 0xff);
      codeBytes++;
      left--;
    } else {
      skip(in);
    }
  }

  private void skip(ByteBuffer in) {
    int part = (int) Math.min(left, in.remaining());
    in.position(in.position() + part);
    left -= part;
  }

  /// Whether a close frame has come.
  boolean closed() {
    return closed;
  }

  /// The code of the close frame; 0 where there is none.
  int closeCode() {
    return code;
  }
}
