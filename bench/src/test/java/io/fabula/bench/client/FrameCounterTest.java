package io.fabula.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameCounterTest {
  /// Text of 5, of 200 and of 70,000 bytes, a ping, two fragments, and a close frame.
  private static byte[] conversation() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame(out, 0x81, 5);
    frame(out, 0x81, 200);
    frame(out, 0x89, 3);
    frame(out, 0x82, 70_000);
    frame(out, 0x01, 10);
    frame(out, 0x80, 10);
    frame(out, 0x81, 0);
    out.writeBytes(new byte[] {(byte) 0x88, 6, 0x03, (byte) 0xf0, 's', 'l', 'o', 'w'});
    return out.toByteArray();
  }

  private static void frame(ByteArrayOutputStream out, int first, int length) {
    out.write(first);
    ByteBuffer size = ByteBuffer.allocate(9);
    if (length < 126) {
      size.put((byte) length);
    } else if (length < 65_536) {
      size.put((byte) 126).putShort((short) length);
    } else {
      size.put((byte) 127).putLong(length);
    }
    out.write(size.array(), 0, size.position());
    // What looks like a head stands in the payload too.
    byte[] payload = new byte[length];
    java.util.Arrays.fill(payload, (byte) 0x81);
    out.writeBytes(payload);
  }

  private static int count(FrameCounter counter, byte[] bytes, int piece) {
    int whole = 0;
    for (int at = 0; at < bytes.length; at += piece) {
      whole += counter.accept(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    return whole;
  }

  @Test
  void wholeMessagesAreCountedHoweverTheBytesAreCut() {
    byte[] bytes = conversation();
    for (int piece : new int[] {1, 2, 3, 7, 64, 1000, bytes.length}) {
      FrameCounter counter = new FrameCounter();

      assertThat(count(counter, bytes, piece)).as("pieces of %d", piece).isEqualTo(5);
      assertThat(counter.closed()).isTrue();
      assertThat(counter.closeCode()).isEqualTo(1008);
    }
  }

  @Test
  void aCloseFrameWithoutCodeHasNone() {
    FrameCounter counter = new FrameCounter();

    assertThat(counter.accept(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0}))).isZero();

    assertThat(counter.closed()).isTrue();
    assertThat(counter.closeCode()).isZero();
  }
}
