package io.fabula.server.connection;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Some events as bytes, made once and sent to any number of clients. Immutable.
public final class Frames {
  private final byte[] bytes;
  private final int[] ends;

  private Frames(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
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

  public int count() {
    return ends.length;
  }

  /// The bytes of all frames together.
  public int size() {
    return bytes.length;
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
