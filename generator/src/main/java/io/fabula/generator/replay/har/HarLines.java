package io.fabula.generator.replay.har;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Extras;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.MessageFaults;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Surrogates;
import io.fabula.generator.replay.WaitFor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages of one conversation in a HAR, one by one. What is no message of a client or a
/// server is told and passed over; times that fall stay where they were, since the order of the
/// file is what was seen.
final class HarLines implements Lines {
  private static final int TEXT = 1;
  private static final int BINARY = 2;

  private final JsonCursor at;
  private final Instant base;
  private final ReadingListener listener;
  private final MessageFaults faults;
  private final Extras extras;
  private boolean begun;
  private boolean ended;
  private Duration before = Duration.ZERO;

  private @Nullable String type;
  private @Nullable HarTime time;
  private @Nullable Integer opcode;
  private @Nullable String data;
  private @Nullable Place dataAt;

  HarLines(JsonCursor at, Instant base, ReadingListener listener) {
    this.at = at;
    this.base = base;
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
        line = read(place);
      } finally {
        faults.tell();
      }
      if (line.isPresent()) {
        return Optional.of(PlacedLine.of(line.get(), place));
      }
    }
    return Optional.empty();
  }

  private Optional<Line> read(Place place) throws IOException {
    clear();
    if (at.token() != JsonToken.START_OBJECT) {
      faults.add(at.problem("a message must be an object, not " + at.kind()));
      at.skip();
      return Optional.empty();
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      if (!at.atNothing()) {
        member(key);
      }
    }
    Duration when = when(place);
    return kept(place) ? line(place, when) : Optional.empty();
  }

  private void clear() {
    extras.clear();
    type = null;
    time = null;
    opcode = null;
    data = null;
    dataAt = null;
  }

  private void member(String key) throws IOException {
    switch (key) {
      case "type" -> type = text(key);
      case "time" -> time = time();
      case "opcode" -> opcode = number();
      case "data" -> {
        dataAt = at.place();
        data = text(key);
      }
      case Extras.KEY -> extras.readObject(at);
      default -> {
        listener.omitted(at.place(), "the key '%s' of a message".formatted(shortened(key)));
        at.skip();
      }
    }
  }

  private static String shortened(String key) {
    return key.length() > 40 ? key.substring(0, 40) + "..." : key;
  }

  private @Nullable String text(String key) throws IOException {
    if (at.token() == JsonToken.VALUE_STRING) {
      return at.text();
    }
    faults.add(at.problem("%s must be text, not %s".formatted(key, at.kind())));
    at.skip();
    return null;
  }

  private @Nullable HarTime time() throws IOException {
    boolean number =
        at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
    Optional<HarTime> read = number ? HarTime.parse(at.text()) : Optional.empty();
    if (read.isEmpty()) {
      faults.add(
          at.problem("time must be seconds since 1970, not " + (number ? at.text() : at.kind())));
      at.skip();
    }
    return read.orElse(null);
  }

  private @Nullable Integer number() throws IOException {
    String text = at.token() == JsonToken.VALUE_NUMBER_INT ? at.text() : "";
    if (text.matches("-?\\d{1,3}")) {
      return Integer.valueOf(text);
    }
    faults.add(
        at.problem("opcode must be a small number, not " + (text.isEmpty() ? at.kind() : text)));
    at.skip();
    return null;
  }

  /// On the clock of the recording; never before the message before.
  private Duration when(Place place) {
    if (time == null) {
      listener.omitted(place, "a message without a time (that of the one before is taken)");
      return before;
    }
    if (time.rounded()) {
      listener.omitted(place, "a fraction of a microsecond");
    }
    Duration when = Duration.between(base, time.instant());
    if (when.compareTo(before) < 0) {
      listener.omitted(place, "a time that falls (the one before is taken)");
    } else if (when.compareTo(Line.LATEST) > 0) {
      faults.add(
          new Problem(place, "time is more than %s after the upgrade".formatted(Line.LATEST)));
    } else {
      before = when;
    }
    return before;
  }

  /// Whether a line can hold it.
  private boolean kept(Place place) {
    if ("error".equals(type)) {
      listener.omitted(place, "an error");
      return false;
    }
    int code = opcode == null ? TEXT : opcode;
    if (code == TEXT || code == BINARY) {
      return true;
    }
    listener.omitted(
        place,
        switch (code) {
          case -1 -> "an error";
          case 8 -> "a close frame";
          case 9 -> "a ping";
          case 10 -> "a pong";
          default -> "a frame with opcode " + code;
        });
    return false;
  }

  private Optional<Line> line(Place place, Duration when) {
    @Nullable Direction direction =
        switch (type) {
          case "send" -> Direction.IN;
          case "receive" -> Direction.OUT;
          case null, default -> null;
        };
    if (direction == null) {
      faults.add(
          new Problem(
              place,
              "type must be send (by the client) or receive, not "
                  + (type == null ? "nothing" : "'" + shortened(type) + "'")));
      return Optional.empty();
    }
    Message message = message(place);
    Optional<WaitFor> waitFor = extras.waitFor(direction);
    return !faults.isEmpty() || message == null
        ? Optional.empty()
        : Optional.of(new Line(when, direction, message, waitFor, extras.generated()));
  }

  private @Nullable Message message(Place place) {
    String said = data == null ? "" : data;
    if (opcode == null || opcode == TEXT) {
      if (Surrogates.firstLone(said) < 0) {
        return new Message.Text(said);
      }
      listener.omitted(place, "half a character (U+FFFD is taken)");
      return new Message.Text(Surrogates.mended(said));
    }
    try {
      return new Message.Binary(base64(said));
    } catch (IllegalArgumentException e) {
      faults.add(
          new Problem(
              dataAt == null ? place : dataAt,
              "data of a binary message must be base64: " + e.getMessage()));
      return null;
    }
  }

  /// Some tools break its lines, some write the alphabet for URLs.
  private static byte[] base64(String text) {
    return text.indexOf('-') >= 0 || text.indexOf('_') >= 0
        ? Base64.getUrlDecoder().decode(text)
        : Base64.getDecoder().decode(text.indexOf('\n') < 0 ? text : text.replaceAll("\\s", ""));
  }

  @Override
  public void close() throws IOException {
    at.close();
  }
}
