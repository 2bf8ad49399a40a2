package io.fabula.providers.vendor;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// The body of an answer: bounded, since what reads it keeps all of it, proven to be UTF-8, and
/// overheard event by event while it is read.
final class AnswerBody extends FilterInputStream {
  /// Far above what 32,000 tokens take, each in an event of its own.
  static final long MOST = 16 << 20;

  private final EventSplitter events;
  private final WireReport report;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final CharBuffer text = CharBuffer.allocate(8192);
  // The first bytes of a character whose others have not come: at most three.
  private byte[] begun = new byte[0];
  private long left = MOST;
  private boolean ended;

  AnswerBody(InputStream body, EventSplitter events, WireReport report) {
    super(body);
    this.events = events;
    this.report = report;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      int read = super.read(into, offset, length);
      if (read > 0) {
        left -= read;
        if (left < 0) {
          throw new Unfit("sent an answer larger than " + MOST + " bytes");
        }
        hear(into, offset, read);
      } else if (read < 0 && !ended) {
        ended = true;
        events.end();
      }
      return read;
    } catch (IOException e) {
      report.broke(e);
      throw e;
    }
  }

  private void hear(byte[] bytes, int offset, int length) throws Unfit {
    ByteBuffer in = ByteBuffer.allocate(begun.length + length);
    in.put(begun).put(bytes, offset, length).flip();
    CoderResult result;
    do {
      result = utf8.decode(in, text, false);
      events.hear(text.flip());
      text.clear();
      if (result.isError()) {
        throw new Unfit("sent bytes that are not UTF-8");
      }
    } while (result.isOverflow());
    begun = new byte[in.remaining()];
    in.get(begun);
  }

  /// The answer is not what an answer may be.
  static final class Unfit extends IOException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }
}
