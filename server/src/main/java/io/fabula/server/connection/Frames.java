package io.fabula.server.connection;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Some messages in the bytes of the wire, made once and sent to any number of clients: as they go
/// out, they lie one behind the other. Immutable.
public final class Frames {
  /// Bytes that a waiting frame counts for at least.
  private static final long LEAST = 128;

  private final byte[] bytes;
  private final int count;

  private Frames(byte[] bytes, int count) {
    this.bytes = bytes;
    this.count = count;
  }

  /// Collects messages of any kind into one run of WebSocket frames. For one thread.
  public static final class Run {
    private final JsonBuffer buffer = new JsonBuffer(1024);
    private int start;
    private int count;

    /// Where the next message is to be written.
    public JsonBuffer buffer() {
      return buffer;
    }

    /// What was written since the last message is one.
    public void end(boolean isBinary) {
      FrameHead.insert(buffer, start, isBinary);
      endAsIs();
    }

    private void endAsIs() {
      start = buffer.length();
      count++;
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
      Frames frames = new Frames(buffer.toByteArray(), count);
      buffer.clear();
      start = 0;
      count = 0;
      return frames;
    }
  }

  /// How events become bytes on a kind of connection. Immutable.
  ///
  /// @param sse whether each event is framed as a server-sent event
  public record Encoding(EventEncoder encoder, boolean sse) {
    /// Adds the event at which a timeline stands.
    public void encode(Timeline told, Run run) {
      begin(told.sequence(), run);
      told.write(encoder, run.buffer());
      end(run);
    }

    /// Adds an event.
    public void encode(Event event, Run run) {
      begin(event.sequence(), run);
      encoder.encode(event, run.buffer());
      end(run);
    }

    private void begin(long sequence, Run run) {
      if (sse) {
        run.buffer().ascii("id: ").number(sequence).ascii("\ndata: ");
      }
    }

    private void end(Run run) {
      if (sse) {
        run.buffer().ascii("\n\n");
        run.endAsIs();
      } else {
        run.end(false);
      }
    }
  }

  /// One frame of text.
  public static Frames text(String text) {
    return frame(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /// One binary frame.
  public static Frames binary(byte[] payload) {
    return frame(payload, true);
  }

  private static Frames frame(byte[] payload, boolean isBinary) {
    int head = FrameHead.size(payload.length);
    byte[] bytes = new byte[head + payload.length];
    FrameHead.write(bytes, 0, payload.length, isBinary);
    System.arraycopy(payload, 0, bytes, head, payload.length);
    return new Frames(bytes, 1);
  }

  /// Bytes that are no WebSocket frame: a server-sent event, whole.
  static Frames asIs(String text) {
    return new Frames(text.getBytes(StandardCharsets.UTF_8), 1);
  }

  public int count() {
    return count;
  }

  /// The bytes of all frames together.
  public int size() {
    return bytes.length;
  }

  /// What the frames cost while they wait: their bytes, and for small ones what is needed to keep
  /// each. Empty frames would cost nothing otherwise, and any number of them might wait.
  public long weight() {
    return Math.max(bytes.length, LEAST * count);
  }

  /// Hands over the frames one by one, for who cannot send them as they lie.
  void forEach(Consumer<WireFrame> each) {
    for (int at = 0; at < bytes.length; ) {
      WireFrame frame = WireFrame.single(bytes, at);
      each.accept(frame);
      at = frame.end();
    }
  }

  /// All bytes, not to be changed.
  byte[] bytes() {
    return bytes;
  }
}
