package io.fabula.generator.replay.session;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.Instants;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.JsonLayout;
import io.fabula.generator.document.Unknown;
import io.fabula.generator.replay.Extras;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.ReadingListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a session says about itself. Its own format has `recorded_at` only; where it was recorded
/// and how it ended stand in `_fabula`. Counts and durations are read from the messages.
final class Metadata {
  private static final List<String> KEYS =
      List.of("recorded_at", "duration_ms", "message_count", Extras.KEY);
  private static final List<String> OWN =
      List.of("url", "request_headers", "response_headers", "close");
  private static final List<String> HEADER = List.of("name", "value");
  private static final List<String> CLOSE = List.of("code", "reason", "at_ms");
  private static final int MAX_HEADERS = 500;
  private static final int MAX_VALUE = 64 << 10;

  private final JsonCursor at;
  private final ReadingListener listener;

  private @Nullable Instant start;
  private @Nullable String url;
  private List<Origin.Header> requestHeaders = List.of();
  private List<Origin.Header> responseHeaders = List.of();
  private Origin.@Nullable Close close;

  Metadata(JsonCursor at, ReadingListener listener) {
    this.at = at;
    this.listener = listener;
  }

  Origin origin() {
    return new Origin(
        Optional.ofNullable(url),
        Optional.ofNullable(start),
        requestHeaders,
        responseHeaders,
        Optional.ofNullable(close));
  }

  /// What to do with the value of a key that is known.
  private interface Member {
    void read(String key) throws IOException;
  }

  /// Reads the object at which the cursor stands.
  void read() throws IOException {
    object("metadata", KEYS, this::member);
  }

  private void object(String what, List<String> keys, Member member) throws IOException {
    if (at.atNothing()) {
      return;
    }
    if (at.token() != JsonToken.START_OBJECT) {
      listener.fault(at.problem("%s must be an object, not %s".formatted(what, at.kind())));
      at.skip();
      return;
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      if (keys.contains(key)) {
        at.next();
        member.read(key);
      } else {
        listener.fault(at.problem(Unknown.key(key, keys)));
        at.next();
        at.skip();
      }
    }
  }

  private void member(String key) throws IOException {
    switch (key) {
      case "recorded_at" -> start = text(key).flatMap(this::instant).orElse(null);
      case Extras.KEY -> object(key, OWN, this::own);
      default -> number(key);
    }
  }

  private void own(String key) throws IOException {
    switch (key) {
      case "url" -> url = text(key).orElse(null);
      case "request_headers" -> requestHeaders = headers(key);
      case "response_headers" -> responseHeaders = headers(key);
      default -> close = close();
    }
  }

  private Optional<String> text(String key) throws IOException {
    if (at.token() == JsonToken.VALUE_STRING && at.isShort(MAX_VALUE)) {
      return Optional.of(at.text());
    }
    String found = at.token() == JsonToken.VALUE_STRING ? "so much of it" : at.kind();
    listener.fault(at.problem("%s must be text, not %s".formatted(key, found)));
    at.skip();
    return Optional.empty();
  }

  private Optional<Instant> instant(String text) {
    Optional<Instant> instant = Instants.parse(text);
    if (instant.isEmpty()) {
      listener.fault(
          at.problem(
              "recorded_at must be an instant such as 2026-11-20T12:00:00Z, not '%s'"
                  .formatted(text)));
    }
    return instant;
  }

  /// Milliseconds, or a count; in microseconds.
  private long number(String key) throws IOException {
    boolean number =
        at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
    long micros = number ? Millis.parse(at.text()) : Millis.NONE;
    if (micros == Millis.NONE) {
      listener.fault(at.problem(Millis.fault(key, at.kind(), number ? at.text() : "")));
      at.skip();
    }
    return micros;
  }

  private List<Origin.Header> headers(String key) throws IOException {
    List<Origin.Header> headers = new ArrayList<>();
    if (at.token() != JsonToken.START_ARRAY) {
      listener.fault(at.problem("%s must be a list, not %s".formatted(key, at.kind())));
      at.skip();
      return headers;
    }
    while (at.next() != JsonToken.END_ARRAY) {
      String[] read = {"", ""};
      object("a header", HEADER, name -> read[HEADER.indexOf(name)] = text(name).orElse(""));
      if (headers.size() == MAX_HEADERS) {
        listener.fault(at.problem("more than %d headers".formatted(MAX_HEADERS)));
      }
      if (headers.size() <= MAX_HEADERS) {
        headers.add(new Origin.Header(read[0], read[1]));
      }
    }
    return headers;
  }

  private Origin.Close close() throws IOException {
    long[] numbers = {1005, Millis.NONE};
    String[] reason = {""};
    object(
        "close",
        CLOSE,
        key -> {
          switch (key) {
            case "code" -> numbers[0] = Math.max(0, number(key) / 1000);
            case "reason" -> reason[0] = text(key).orElse("");
            default -> numbers[1] = number(key);
          }
        });
    return new Origin.Close(
        (int) Math.min(numbers[0], 65_535),
        reason[0],
        numbers[1] == Millis.NONE
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(numbers[1] * 1000)));
  }

  /// Writes the object that [#read] reads.
  static void write(Origin origin, Duration duration, long messages, JsonLayout layout)
      throws IOException {
    JsonGenerator json = layout.json();
    json.writeStartObject();
    json.writeStringField("recorded_at", Instants.text(origin.start().orElse(Instant.EPOCH)));
    json.writeFieldName("duration_ms");
    json.writeNumber(Millis.number(duration));
    json.writeNumberField("message_count", messages);
    boolean bare = origin.equals(Origin.UNKNOWN.withStart(origin.start().orElse(Instant.EPOCH)));
    if (!bare) {
      json.writeObjectFieldStart(Extras.KEY);
      if (origin.url().isPresent()) {
        json.writeStringField("url", origin.url().get());
      }
      writeHeaders("request_headers", origin.requestHeaders(), layout);
      writeHeaders("response_headers", origin.responseHeaders(), layout);
      if (origin.close().isPresent()) {
        json.writeFieldName("close");
        layout.onOneLine(to -> writeClose(origin.close().get(), to));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeHeaders(String key, List<Origin.Header> headers, JsonLayout layout)
      throws IOException {
    if (headers.isEmpty()) {
      return;
    }
    layout.json().writeArrayFieldStart(key);
    for (Origin.Header header : headers) {
      layout.onOneLine(
          to -> {
            to.writeStartObject();
            to.writeStringField("name", header.name());
            to.writeStringField("value", header.value());
            to.writeEndObject();
          });
    }
    layout.json().writeEndArray();
  }

  private static void writeClose(Origin.Close close, JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeNumberField("code", close.code());
    to.writeStringField("reason", close.reason());
    if (close.at().isPresent()) {
      to.writeFieldName("at_ms");
      to.writeNumber(Millis.number(close.at().get()));
    }
    to.writeEndObject();
  }
}
