package io.fabula.generator.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// One typed, numbered, timed JSON value. Immutable.
public final class Event {
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final String type;
  private final long sequence;
  private final long epochNanos;
  private final byte[] data;

  private Event(String type, long sequence, long epochNanos, byte[] data) {
    this.type = type;
    this.sequence = sequence;
    this.epochNanos = epochNanos;
    this.data = data;
  }

  /// An event whose data is the buffer's content, which is copied.
  ///
  /// @param type letters, digits and `_ . : -`
  /// @param sequence from 1, without gaps
  /// @param epochNanos when it is due, in nanoseconds since 1970
  /// @param data one JSON value
  public static Event of(String type, long sequence, long epochNanos, JsonBuffer data) {
    return new Event(type, sequence, epochNanos, data.toByteArray());
  }

  public String type() {
    return type;
  }

  public long sequence() {
    return sequence;
  }

  public long epochNanos() {
    return epochNanos;
  }

  public long epochMillis() {
    return Math.floorDiv(epochNanos, 1_000_000L);
  }

  public Instant timestamp() {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS_A_SECOND), Math.floorMod(epochNanos, NANOS_A_SECOND));
  }

  /// The data as JSON text.
  public String data() {
    return new String(data, StandardCharsets.UTF_8);
  }

  /// Bytes of the data as JSON in UTF-8.
  public int dataLength() {
    return data.length;
  }

  /// Appends the data as JSON.
  public void writeData(JsonBuffer out) {
    out.put(data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event event
        && sequence == event.sequence
        && epochNanos == event.epochNanos
        && type.equals(event.type)
        && Arrays.equals(data, event.data);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sequence) * 31 + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Event[%d %s %s %s]".formatted(sequence, timestamp(), type, data());
  }
}
