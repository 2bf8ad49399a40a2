package io.fabula.generator.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.Durations;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What only a replay says about a message: `waitFor`, `timeout` and `generated`. Replay lines have
/// these keys of their own; other formats hold them in an object `_fabula`. Read message by
/// message; for one thread.
public final class Extras {
  /// The key of the object in formats that are not ours.
  public static final String KEY = "_fabula";

  static final List<String> KEYS = List.of("waitFor", "timeout", "generated");

  private static final List<String> GENERATED = List.of("by", "narrative");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int REMEMBERED = 256;

  private final Consumer<Problem> faults;
  private final Map<String, WaitFor> waits =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WaitFor> eldest) {
          return size() > REMEMBERED;
        }
      };

  private @Nullable WaitFor waitFor;
  private @Nullable Duration timeout;
  private @Nullable Place timeoutAt;
  private @Nullable Place waitAt;
  private @Nullable Generated generated;
  private int seen;

  /// @param faults hears the faults
  public Extras(Consumer<Problem> faults) {
    this.faults = faults;
  }

  /// Forgets the message before.
  public void clear() {
    if (seen != 0) {
      waitFor = null;
      timeout = null;
      timeoutAt = null;
      waitAt = null;
      generated = null;
      seen = 0;
    }
  }

  /// Reads the object at which the cursor stands.
  public void readObject(JsonCursor at) throws IOException {
    if (at.atNothing()) {
      return;
    }
    if (at.token() != JsonToken.START_OBJECT) {
      fault(at.problem("%s must be an object, not %s".formatted(KEY, at.kind())));
      at.skip();
      return;
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      if (!KEYS.contains(key)) {
        fault(at.problem(Unknown.key(key, KEYS)));
        at.next();
        at.skip();
      } else {
        readMember(key, at);
      }
    }
  }

  /// Reads the member whose key, one of [#KEYS], the cursor stands at.
  void readMember(String key, JsonCursor at) throws IOException {
    int bit = 1 << KEYS.indexOf(key);
    if ((seen & bit) != 0) {
      fault(at.problem("the key '%s' stands twice".formatted(key)));
    }
    seen |= bit;
    Place place = at.place();
    at.next();
    switch (key) {
      case "waitFor" -> {
        waitAt = place;
        text(key, at).ifPresent(source -> waitFor = compiled(source, at));
      }
      case "timeout" -> {
        timeoutAt = place;
        text(key, at).ifPresent(text -> timeout = duration(text, at));
      }
      default -> generated = readGenerated(at);
    }
  }

  private Optional<String> text(String key, JsonCursor at) throws IOException {
    if (at.token() == JsonToken.VALUE_STRING) {
      return Optional.of(at.text());
    }
    fault(at.problem("%s must be text, not %s".formatted(key, at.kind())));
    at.skip();
    return Optional.empty();
  }

  private @Nullable WaitFor compiled(String source, JsonCursor at) {
    @Nullable WaitFor known = waits.get(source);
    if (known != null) {
      return known;
    }
    try {
      WaitFor compiled = WaitFor.parse(source);
      waits.put(source, compiled);
      return compiled;
    } catch (IllegalArgumentException e) {
      fault(at.problem("waitFor: " + e.getMessage()));
      return null;
    }
  }

  private @Nullable Duration duration(String text, JsonCursor at) {
    Optional<Duration> read =
        Durations.parse(text).filter(d -> !d.isZero() && d.compareTo(LONGEST) <= 0);
    if (read.isEmpty()) {
      fault(
          at.problem(
              "timeout must be a duration of up to 24h, such as 250ms, 5s or 2m, not '%s'"
                  .formatted(text)));
    }
    return read.map(Extras::inMicros).orElse(null);
  }

  private static Duration inMicros(Duration duration) {
    return Duration.ofNanos(Math.max(1, duration.toNanos() / 1000) * 1000);
  }

  private @Nullable Generated readGenerated(JsonCursor at) throws IOException {
    if (at.token() != JsonToken.START_OBJECT) {
      fault(at.problem("generated must be an object such as {\"by\":\"NAME\"}, not " + at.kind()));
      at.skip();
      return null;
    }
    Place place = at.place();
    Map<String, String> values = new LinkedHashMap<>();
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      boolean known = GENERATED.contains(key);
      if (!known) {
        fault(at.problem(Unknown.key(key, GENERATED)));
      }
      Place keyPlace = at.place();
      at.next();
      if (!known) {
        at.skip();
      } else if (values.put(key, text(key, at).map(Surrogates::mended).orElse("")) != null) {
        fault(new Problem(keyPlace, "the key '%s' stands twice".formatted(key)));
      }
    }
    if (!values.containsKey("by")) {
      fault(new Problem(place, "generated needs 'by', the name of who wrote the line"));
      return null;
    }
    return new Generated(values.get("by"), Optional.ofNullable(values.get("narrative")));
  }

  private void fault(Problem problem) {
    faults.accept(problem);
  }

  /// What this message, said by `direction`, waits for; whatever does not fit is a fault now.
  public Optional<WaitFor> waitFor(Direction direction) {
    if (waitAt != null && direction == Direction.IN) {
      fault(
          new Problem(
              waitAt,
              "what the client said waits for nothing; put waitFor on the out line behind it"));
      return Optional.empty();
    }
    if (timeoutAt != null && waitAt == null) {
      fault(new Problem(timeoutAt, "timeout without waitFor: nothing is waited for"));
    }
    return Optional.ofNullable(waitFor).map(wait -> timeout == null ? wait : wait.within(timeout));
  }

  public Optional<Generated> generated() {
    return Optional.ofNullable(generated);
  }

  /// Writes what [#readObject] reads, as a member of the object under way; nothing where there is
  /// nothing to say.
  public static void write(Line line, JsonGenerator json) throws IOException {
    if (line.waitFor().isEmpty() && line.generated().isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(KEY);
    if (line.waitFor().isPresent()) {
      WaitFor wait = line.waitFor().get();
      json.writeStringField("waitFor", wait.source());
      if (wait.timeout().isPresent()) {
        json.writeStringField("timeout", Durations.text(wait.timeout().get()));
      }
    }
    if (line.generated().isPresent()) {
      json.writeObjectFieldStart("generated");
      json.writeStringField("by", line.generated().get().by());
      if (line.generated().get().narrative().isPresent()) {
        json.writeStringField("narrative", line.generated().get().narrative().get());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
