package io.fabula.generator.replay;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns one line of JSON after the other into lines of a replay, and tells all faults of each. A
/// good line costs about a microsecond. For one thread.
final class LineParser {
  private static final List<String> KEYS =
      List.of("ts", "dir", "text", "binary", "waitFor", "timeout", "generated");
  private static final List<String> MESSAGES = List.of("text", "binary");
  private static final List<String> DIRECTIONS = List.of("out", "in");

  private final Extras extras = new Extras(this::fault);
  private final MessageFaults faults;

  private long before;
  private @Nullable Place beforeAt;

  private long micros;
  private @Nullable Place timeAt;
  private @Nullable Direction direction;
  private @Nullable Message message;
  private int seen;
  private boolean messageMisspelt;

  LineParser(ReadingListener listener) {
    this.faults = new MessageFaults(listener);
  }

  /// Says that a line has too many faults.
  private static final class Hopeless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Hopeless() {
      super(null, null, false, false);
    }
  }

  /// The line, or empty where it has faults, which the listener has heard then in their order.
  Optional<Line> parse(Place place, byte[] utf8, int offset, int length) throws IOException {
    clear();
    Optional<Line> line = Optional.empty();
    try (JsonCursor at = JsonCursor.line(place, utf8, offset, length)) {
      line = read(place, at);
    } catch (InvalidDocumentException e) {
      e.problems().forEach(faults::add);
    } catch (Hopeless e) {
      faults.add(new Problem(place, "one more than is told"));
    }
    faults.tell();
    return line;
  }

  private Optional<Line> read(Place place, JsonCursor at) throws IOException {
    @Nullable JsonToken first = at.next();
    if (first != JsonToken.START_OBJECT) {
      String what = first == null ? "an empty line" : at.kind();
      fault(
          new Problem(
              first == null ? place : at.exactPlace(),
              "a replay line is an object such as {\"ts\":0,\"text\":\"...\"}, not " + what));
      return Optional.empty();
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      member(key, at);
    }
    at.expectEnd();
    return line(place);
  }

  private void clear() {
    extras.clear();
    micros = before;
    timeAt = null;
    direction = null;
    message = null;
    seen = 0;
    messageMisspelt = false;
  }

  private void member(String key, JsonCursor at) throws IOException {
    switch (key) {
      case "ts" -> {
        once(1, key, at);
        at.next();
        readTime(at);
      }
      case "dir" -> {
        once(2, key, at);
        at.next();
        readDirection(at);
      }
      case "text", "binary" -> {
        boolean text = key.equals("text");
        once(text ? 4 : 8, key, at);
        if ((seen & 12) == 12) {
          fault(at.problem("a line has 'text' or 'binary', not both"));
        }
        at.next();
        readMessage(text, at);
      }
      case "waitFor", "timeout", "generated" -> extras.readMember(key, at);
      default -> {
        fault(at.problem(Unknown.key(key, KEYS)));
        messageMisspelt |= Nearest.of(key, MESSAGES).isPresent();
        at.next();
        at.skip();
      }
    }
  }

  private void once(int bit, String key, JsonCursor at) {
    if ((seen & bit) != 0) {
      fault(at.problem("the key '%s' stands twice".formatted(key)));
    }
    seen |= bit;
  }

  private void readTime(JsonCursor at) throws IOException {
    boolean number =
        at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
    long read = number ? Millis.parse(at.text()) : Millis.NONE;
    if (read == Millis.NONE) {
      fault(at.problem(Millis.fault("ts", at.kind(), number ? at.text() : "")));
      at.skip();
      return;
    }
    if (read < before) {
      timeAt = at.place();
    }
    micros = read;
  }

  private void readDirection(JsonCursor at) throws IOException {
    String text = at.token() == JsonToken.VALUE_STRING ? at.text() : "";
    switch (text) {
      case "out" -> direction = Direction.OUT;
      case "in" -> direction = Direction.IN;
      default -> {
        String hint =
            Nearest.of(text, DIRECTIONS)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(": the server's word or the client's");
        String shown = text.isEmpty() ? at.kind() : "'" + text + "'";
        fault(at.problem("dir must be out or in, not " + shown + hint));
        at.skip();
      }
    }
  }

  private void readMessage(boolean text, JsonCursor at) throws IOException {
    if (at.token() != JsonToken.VALUE_STRING) {
      String hint =
          text ? "; put it in quotes, and quotes within it as \\\"" : "; give the bytes in base64";
      fault(
          at.problem(
              "%s must be text, not %s%s".formatted(text ? "text" : "binary", at.kind(), hint)));
      at.skip();
      return;
    }
    try {
      message = text ? new Message.Text(at.text()) : new Message.Binary(base64(at.text()));
    } catch (IllegalArgumentException e) {
      fault(
          at.problem(
              text
                  ? "text: " + e.getMessage()
                  : "binary must be base64 (RFC 4648): " + e.getMessage()));
    }
  }

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  private Optional<Line> line(Place place) {
    if ((seen & 12) == 0 && !messageMisspelt) {
      fault(new Problem(place, "a line needs 'text' or 'binary': what was said"));
    }
    if (timeAt != null) {
      fault(
          new Problem(
              timeAt,
              "ts falls: %s after %s in line %d; sort the lines, or mend the number"
                  .formatted(
                      Millis.text(micros),
                      Millis.text(before),
                      beforeAt == null ? 0 : beforeAt.line())));
    } else {
      before = micros;
      beforeAt = place;
    }
    Direction said = direction == null ? Direction.OUT : direction;
    Optional<WaitFor> waitFor = extras.waitFor(said);
    if (!faults.isEmpty() || message == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Line(
            Duration.ofNanos(Math.multiplyExact(micros, 1000L)),
            said,
            message,
            waitFor,
            extras.generated()));
  }

  private void fault(Problem problem) {
    faults.add(problem);
    if (faults.full()) {
      // What follows would cost time only.
      throw new Hopeless();
    }
  }
}
