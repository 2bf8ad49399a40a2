package io.fabula.server.connection;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Some messages as bytes, made once and sent to any number of clients. Immutable.
public final class Frames {
  /// Bytes that a waiting frame counts for at least.
  private static final long LEAST = 128;

  private static final BitSet ALL_TEXT = new BitSet();

  private final byte[] bytes;
  private final int[] ends;

  /// Which of the frames are binary.
  private final BitSet binary;

  private Frames(byte[] bytes, int[] ends) {
    this(bytes, ends, ALL_TEXT);
  }

  private Frames(byte[] bytes, int[] ends, BitSet binary) {
    this.bytes = bytes;
    this.ends = ends;
    this.binary = binary;
  }

  /// Collects messages of any kind into one run of frames. For one thread.
  public static final class Run {
    private final JsonBuffer buffer = new JsonBuffer(1024);
    private int[] ends = new int[16];
    private BitSet binary = new BitSet();
    private int count;

    /// Where the next message is to be written.
    public JsonBuffer buffer() {
      return buffer;
    }

    /// What was written since the last message is one.
    public void end(boolean isBinary) {
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      binary.set(count, isBinary);
      ends[count++] = buffer.length();
    }

    public int count() {
      return count;
    }

    /// Bytes of all messages together.
    public int size() {
      return buffer.length();
    }

    /// The messages as frames; the run begins anew.
    public Frames take() {
      Frames frames = new Frames(buffer.toByteArray(), Arrays.copyOf(ends, count), binary);
      buffer.clear();
      binary = new BitSet();
      count = 0;
      return frames;
    }
  }

  /// How events become bytes on a kind of connection. Immutable.
  ///
  /// @param sse whether each event is framed as a server-sent event
  public record Encoding(EventEncoder encoder, boolean sse) {
    /// The events' bytes.
    ///
    /// @param scratch a buffer of the calling thread
    public Frames encode(List<Event> events, JsonBuffer scratch) {
      scratch.clear();
      int[] ends = new int[events.size()];
      for (int i = 0; i < ends.length; i++) {
        Event event = events.get(i);
        if (sse) {
          scratch.ascii("id: ").number(event.sequence()).ascii("\ndata: ");
          encoder.encode(event, scratch);
          scratch.ascii("\n\n");
        } else {
          encoder.encode(event, scratch);
        }
        ends[i] = scratch.length();
      }
      return new Frames(scratch.toByteArray(), ends);
    }
  }

  /// One frame of text.
  public static Frames text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Frames(bytes, new int[] {bytes.length});
  }

  /// One binary frame.
  ///
  /// @param bytes not to be changed any more
  public static Frames binary(byte[] bytes) {
    BitSet first = new BitSet();
    first.set(0);
    return new Frames(bytes, new int[] {bytes.length}, first);
  }

  public int count() {
    return ends.length;
  }

  boolean isBinary(int index) {
    return binary.get(index);
  }

  /// The bytes of all frames together.
  public int size() {
    return bytes.length;
  }

  /// What the frames cost while they wait: their bytes, and for small ones what is needed to keep
  /// each. Empty frames would cost nothing otherwise, and any number of them might wait.
  public long weight() {
    return Math.max(bytes.length, LEAST * count());
  }

  /// The payload of one frame; a new view on the shared bytes.
  ByteBuffer frame(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    return ByteBuffer.wrap(bytes, start, ends[index] - start);
  }

  /// All bytes, not to be changed.
  byte[] bytes() {
    return bytes;
  }
}
