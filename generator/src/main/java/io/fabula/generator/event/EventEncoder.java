package io.fabula.generator.event;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Writes events of one telling in one format. Immutable, for any thread.
public final class EventEncoder {
  private static final byte[] TYPE = ascii("{\"type\":\"");
  private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
  private static final byte[] SEQUENCE = ascii("\",\"sequence\":");
  private static final byte[] DATA = ascii(",\"data\":");
  private static final byte[] TIME = ascii("\",\"time\":\"");
  private static final byte[] CLOUD_SEQUENCE =
      ascii("\",\"datacontenttype\":\"application/json\",\"sequence\":\"");

  private final EventFormat format;
  private final byte[] cloudId;
  private final byte[] cloudType;

  private EventEncoder(EventFormat format, String narrative, long seed) {
    this.format = format;
    this.cloudId =
        ascii("{\"specversion\":\"1.0\",\"id\":\"" + Long.toUnsignedString(seed, 36) + "-");
    this.cloudType =
        new JsonBuffer(64)
            .ascii("\",\"source\":\"/streams/")
            .ascii(URLEncoder.encode(narrative, StandardCharsets.UTF_8).replace("+", "%20"))
            .ascii("\",\"type\":\"")
            .toByteArray();
  }

  /// An encoder for one telling.
  ///
  /// @param narrative the story's name, the CloudEvents source, a URI
  /// @param seed the telling's seed; with the sequence it makes the CloudEvents id, so that ids are
  ///   unique within a source (CloudEvents 1.0, section "id") and repeat where the telling repeats
  public static EventEncoder of(EventFormat format, String narrative, long seed) {
    return new EventEncoder(format, narrative, seed);
  }

  /// Appends one JSON object, without a line end.
  public void encode(Event event, JsonBuffer out) {
    head(event.type(), event.sequence(), event.epochMillis(), out);
    event.writeData(out);
    tail(out);
  }

  /// Appends one JSON object, without a line end, from its parts: for who makes no [Event].
  ///
  /// @param data one JSON value, which is copied
  public void encode(String type, long sequence, long epochNanos, JsonBuffer data, JsonBuffer out) {
    head(type, sequence, Math.floorDiv(epochNanos, 1_000_000L), out);
    out.put(data.array(), 0, data.length());
    tail(out);
  }

  private void head(String type, long sequence, long epochMillis, JsonBuffer out) {
    switch (format) {
      case DATA -> {}
      case ENVELOPE -> {
        out.put(TYPE).ascii(type).put(TIMESTAMP).instant(epochMillis);
        out.put(SEQUENCE).number(sequence).put(DATA);
      }
      case CLOUDEVENTS -> {
        out.put(cloudId).number(sequence).put(cloudType).ascii(type);
        out.put(TIME).instant(epochMillis);
        out.put(CLOUD_SEQUENCE).digits(sequence, 12).put('"').put(DATA);
      }
    }
  }

  private void tail(JsonBuffer out) {
    if (format != EventFormat.DATA) {
      out.put('}');
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
