package io.fabula.generator.replay.session;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Unknown;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Extras;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.MessageFaults;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.WaitFor;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages of a session, one by one.
final class SessionLines implements Lines {
  private static final List<String> KEYS =
      List.of("timestamp_ms", "direction", "type", "data", Extras.KEY);
  private static final List<String> DIRECTIONS = List.of("incoming", "outgoing");
  private static final List<String> TYPES = List.of("text", "binary", "ping", "pong", "close");

  private final JsonCursor at;
  private final ReadingListener listener;
  private final MessageFaults faults;
  private final Extras extras;
  private boolean begun;
  private boolean ended;

  private long before;
  private @Nullable Place beforeAt;

  private long micros;
  private @Nullable Place timeAt;
  private @Nullable Direction direction;
  private String type = "text";
  private @Nullable String data;
  private @Nullable Place dataAt;
  private int seen;

  SessionLines(JsonCursor at, ReadingListener listener) {
    this.at = at;
    this.listener = listener;
    this.faults = new MessageFaults(listener);
    this.extras = new Extras(faults::add);
  }

  @Override
  public Optional<PlacedLine> next() throws IOException {
    if (!begun) {
      begun = true;
      at.next();
    }
    while (!ended) {
      if (at.next() == JsonToken.END_ARRAY) {
        ended = true;
        break;
      }
      Place place = at.place();
      Optional<Line> line;
      try {
        line = read();
      } finally {
        faults.tell();
      }
      if (line.isPresent()) {
        return Optional.of(PlacedLine.of(line.get(), place));
      }
    }
    return Optional.empty();
  }

  private Optional<Line> read() throws IOException {
    clear();
    if (at.token() != JsonToken.START_OBJECT) {
      faults.add(at.problem("a message must be an object, not " + at.kind()));
      at.skip();
      return Optional.empty();
    }
    Place place = at.place();
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      int known = KEYS.indexOf(key);
      if (known < 0) {
        faults.add(at.problem(Unknown.key(key, KEYS)));
        at.next();
        at.skip();
        continue;
      }
      if ((seen & 1 << known) != 0) {
        faults.add(at.problem("the key '%s' stands twice".formatted(key)));
      }
      seen |= 1 << known;
      at.next();
      member(key);
    }
    return line(place);
  }

  private void clear() {
    extras.clear();
    micros = before;
    timeAt = null;
    direction = null;
    type = "text";
    data = null;
    dataAt = null;
    seen = 0;
  }

  private void member(String key) throws IOException {
    switch (key) {
      case "timestamp_ms" -> readTime();
      case "direction" ->
          direction =
              one(key, DIRECTIONS)
                  .map(word -> word.equals("incoming") ? Direction.IN : Direction.OUT)
                  .orElse(null);
      case "type" -> type = one(key, TYPES).orElse(type);
      case "data" -> {
        dataAt = at.place();
        if (at.token() == JsonToken.VALUE_STRING) {
          data = at.text();
        } else {
          faults.add(at.problem("data must be text, not " + at.kind()));
          at.skip();
        }
      }
      default -> extras.readObject(at);
    }
  }

  private void readTime() throws IOException {
    boolean number =
        at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
    long read = number ? Millis.parse(at.text()) : Millis.NONE;
    if (read == Millis.NONE) {
      faults.add(at.problem(Millis.fault("timestamp_ms", at.kind(), number ? at.text() : "")));
      at.skip();
      return;
    }
    timeAt = read < before ? at.exactPlace() : null;
    micros = read;
  }

  private Optional<String> one(String key, List<String> words) throws IOException {
    String text = at.token() == JsonToken.VALUE_STRING ? at.text() : "";
    if (words.contains(text)) {
      return Optional.of(text);
    }
    String hint = Nearest.of(text, words).map(near -> "; did you mean '" + near + "'?").orElse("");
    faults.add(
        at.problem(
            "%s must be one of %s, not %s%s"
                .formatted(
                    key,
                    String.join(", ", words),
                    text.isEmpty() ? at.kind() : "'" + text + "'",
                    hint)));
    at.skip();
    return Optional.empty();
  }

  private Optional<Line> line(Place place) {
    boolean said = type.equals("text") || type.equals("binary");
    if ((seen & 1 << KEYS.indexOf("direction")) == 0) {
      faults.add(new Problem(place, "a message needs 'direction': incoming or outgoing"));
    }
    if (said && (seen & 1 << KEYS.indexOf("data")) == 0) {
      faults.add(new Problem(place, "a message needs 'data': what was said"));
    }
    if (timeAt != null) {
      int line = beforeAt == null ? 0 : beforeAt.line();
      faults.add(
          new Problem(
              timeAt,
              "timestamp_ms falls: %s after %s in line %d; sort the messages, or mend the number"
                  .formatted(Millis.text(micros), Millis.text(before), line)));
    } else {
      before = micros;
      beforeAt = place;
    }
    if (!said) {
      listener.omitted(place, "a " + type);
      return Optional.empty();
    }
    Message message = data == null || dataAt == null ? null : message(data, dataAt);
    Direction from = direction == null ? Direction.OUT : direction;
    Optional<WaitFor> waitFor = extras.waitFor(from);
    if (!faults.isEmpty() || message == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Line(
            Duration.ofNanos(Math.multiplyExact(micros, 1000L)),
            from,
            message,
            waitFor,
            extras.generated()));
  }

  private @Nullable Message message(String text, Place place) {
    try {
      return type.equals("text")
          ? new Message.Text(text)
          : new Message.Binary(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      String what = type.equals("text") ? "data: " : "data must be base64 (RFC 4648): ";
      faults.add(new Problem(place, what + e.getMessage()));
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    at.close();
  }
}
