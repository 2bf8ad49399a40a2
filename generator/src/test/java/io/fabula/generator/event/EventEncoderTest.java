package io.fabula.generator.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
  private static final Instant DUE = Instant.parse("2026-11-20T12:00:00.123Z");
  private static final Event EVENT = event(DUE.toEpochMilli() * 1_000_000 + 999_999);

  private static Event event(long epochNanos) {
    return Event.of(
        "trade",
        42,
        epochNanos,
        new JsonBuffer(8).ascii("{\"price\":1.50,\"who\":").string("Zoë \"😀\"").put('}'));
  }

  private static JsonNode encoded(EventFormat format, String narrative, Event event)
      throws Exception {
    JsonBuffer out = new JsonBuffer(4);
    EventEncoder.of(format, narrative, -1).encode(event, out);
    return new ObjectMapper().readTree(out.toByteArray());
  }

  @Test
  void theEnvelopeHasTypeTimestampSequenceAndData() throws Exception {
    JsonNode json = encoded(EventFormat.ENVELOPE, "n", EVENT);

    assertThat(json.propertyStream().map(java.util.Map.Entry::getKey))
        .containsExactly("type", "timestamp", "sequence", "data");
    assertThat(json.path("type").textValue()).isEqualTo("trade");
    assertThat(json.path("timestamp").textValue()).isEqualTo("2026-11-20T12:00:00.123Z");
    assertThat(json.path("sequence").longValue()).isEqualTo(42);
    assertThat(json.path("data").path("who").textValue()).isEqualTo("Zoë \"😀\"");
  }

  @Test
  void dataStandsBare() throws Exception {
    assertThat(encoded(EventFormat.DATA, "n", EVENT))
        .isEqualTo(new ObjectMapper().readTree(EVENT.data()));
  }

  @Test
  void aCloudEventHasWhatVersionOneRequires() throws Exception {
    JsonNode json = encoded(EventFormat.CLOUDEVENTS, "my tale/ä\"", EVENT);

    assertThat(json.path("specversion").textValue()).isEqualTo("1.0");
    assertThat(json.path("id").textValue()).isNotEmpty().endsWith("-42");
    assertThat(URI.create(json.path("source").textValue()).getPath())
        .isEqualTo("/streams/my tale/ä\"");
    assertThat(json.path("type").textValue()).isEqualTo("trade");
    assertThat(Instant.parse(json.path("time").textValue())).isEqualTo(DUE);
    assertThat(json.path("datacontenttype").textValue()).isEqualTo("application/json");
    assertThat(json.path("sequence").textValue()).isEqualTo("000000000042");
    assertThat(json.path("data").path("price").decimalValue()).isEqualByComparingTo("1.5");
  }

  @Test
  void instantsBefore1970GoDownAndNotToZero() throws Exception {
    Event early = event(-1);

    assertThat(early.timestamp()).isEqualTo(Instant.ofEpochSecond(0, -1));
    assertThat(encoded(EventFormat.ENVELOPE, "n", early).path("timestamp").textValue())
        .isEqualTo("1969-12-31T23:59:59.999Z");
    assertThat(early).isNotEqualTo(EVENT).isEqualTo(event(-1)).hasSameHashCodeAs(event(-1));
  }
}
