package io.fabula.generator.replay.har;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fabula.generator.document.Instants;
import io.fabula.generator.document.JsonLayout;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Extras;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineSink;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes a HAR with one conversation, as the importers of Chrome and mitmproxy take it: no nulls,
/// every number that they demand, and both HTTP versions. Each message stands on a line of its own.
public final class HarWriter implements LineSink {
  private static final String HTTP = "HTTP/1.1";

  private final JsonLayout layout;
  private final Origin origin;
  private final Instant start;

  /// @param out closed by whoever opened it
  /// @param url with `ws` or `wss`
  /// @param start the instant of `ts` 0
  /// @param duration of all messages
  public HarWriter(OutputStream out, String url, Instant start, Duration duration, Origin origin)
      throws IOException {
    this.layout = new JsonLayout(out);
    this.origin = origin;
    this.start = start;
    JsonGenerator json = layout.json();
    json.writeStartObject();
    json.writeObjectFieldStart("log");
    json.writeStringField("version", "1.2");
    json.writeFieldName("creator");
    layout.onOneLine(to -> strings(to, "name", "Fabula", "version", version()));
    json.writeFieldName("pages");
    json.writeStartArray();
    json.writeEndArray();
    json.writeArrayFieldStart("entries");
    json.writeStartObject();
    json.writeStringField("startedDateTime", Instants.text(start));
    json.writeFieldName("time");
    json.writeNumber(Millis.number(duration));
    json.writeFieldName("request");
    request(url);
    json.writeFieldName("response");
    response();
    json.writeFieldName("cache");
    layout.onOneLine(HarWriter::empty);
    json.writeFieldName("timings");
    layout.onOneLine(to -> numbers(to, List.of("send", "wait", "receive"), 0));
    json.writeStringField("_resourceType", "websocket");
    json.writeArrayFieldStart("_webSocketMessages");
  }

  private static String version() {
    return Objects.requireNonNullElse(
        HarWriter.class.getPackage().getImplementationVersion(), "development");
  }

  private void request(String url) throws IOException {
    JsonGenerator json = layout.json();
    json.writeStartObject();
    json.writeStringField("method", "GET");
    json.writeStringField("url", url);
    json.writeStringField("httpVersion", HTTP);
    headers(origin.requestHeaders());
    json.writeArrayFieldStart("queryString");
    for (Map.Entry<String, String> parameter : Query.of(url)) {
      layout.onOneLine(
          to -> strings(to, "name", parameter.getKey(), "value", parameter.getValue()));
    }
    json.writeEndArray();
    sizes();
    json.writeEndObject();
  }

  private void response() throws IOException {
    JsonGenerator json = layout.json();
    json.writeStartObject();
    json.writeNumberField("status", 101);
    json.writeStringField("statusText", "Switching Protocols");
    json.writeStringField("httpVersion", HTTP);
    headers(origin.responseHeaders());
    json.writeFieldName("content");
    layout.onOneLine(
        to -> {
          to.writeStartObject();
          to.writeNumberField("size", 0);
          to.writeStringField("mimeType", "x-unknown");
          to.writeEndObject();
        });
    json.writeStringField("redirectURL", "");
    sizes();
    json.writeEndObject();
  }

  private void headers(List<Origin.Header> headers) throws IOException {
    JsonGenerator json = layout.json();
    json.writeArrayFieldStart("cookies");
    json.writeEndArray();
    json.writeArrayFieldStart("headers");
    for (Origin.Header header : headers) {
      layout.onOneLine(to -> strings(to, "name", header.name(), "value", header.value()));
    }
    json.writeEndArray();
  }

  /// Unknown ones are -1 (HAR 1.2, request and response).
  private void sizes() throws IOException {
    layout.json().writeNumberField("headersSize", -1);
    layout.json().writeNumberField("bodySize", -1);
  }

  private static void empty(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeEndObject();
  }

  private static void strings(JsonGenerator to, String... namesAndValues) throws IOException {
    to.writeStartObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      to.writeStringField(namesAndValues[i], namesAndValues[i + 1]);
    }
    to.writeEndObject();
  }

  private static void numbers(JsonGenerator to, List<String> names, int value) throws IOException {
    to.writeStartObject();
    for (String name : names) {
      to.writeNumberField(name, value);
    }
    to.writeEndObject();
  }

  @Override
  public void write(Line line) throws IOException {
    layout.onOneLine(json -> write(line, json));
  }

  private void write(Line line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", line.direction() == Direction.IN ? "send" : "receive");
    json.writeFieldName("time");
    json.writeNumber(HarTime.seconds(start, line.at()));
    switch (line.message()) {
      case Message.Text said -> {
        json.writeNumberField("opcode", 1);
        json.writeStringField("data", said.text());
      }
      case Message.Binary said -> {
        json.writeNumberField("opcode", 2);
        json.writeBinaryField("data", said.bytes());
      }
    }
    Extras.write(line, json);
    json.writeEndObject();
  }

  @Override
  public void finish() throws IOException {
    JsonGenerator json = layout.json();
    json.writeEndArray();
    if (origin.close().isPresent()) {
      json.writeFieldName("_webSocketClose");
      layout.onOneLine(to -> close(origin.close().get(), to));
    }
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    layout.finish();
  }

  private void close(Origin.Close close, JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeNumberField("code", close.code());
    to.writeStringField("reason", close.reason());
    if (close.at().isPresent()) {
      to.writeFieldName("timestamp");
      to.writeNumber(HarTime.seconds(start, close.at().get()));
    }
    to.writeEndObject();
  }
}
