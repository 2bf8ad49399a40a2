package io.fabula.generator.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.match.NodePath;
import io.fabula.generator.narrative.Condition;
import io.fabula.generator.narrative.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the conditions of a narrative that hold after an event. They see the story only, never the
/// time of day. An event is parsed only where a JSONPath is all that is left to ask. For one
/// thread.
final class Conditions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Watched> watched;
  private final Map<String, Counter> counters = new HashMap<>();
  private final EventEncoder envelope = EventEncoder.of(EventFormat.ENVELOPE, "", 0);
  private final JsonBuffer buffer = new JsonBuffer(512);

  Conditions(List<Condition> conditions) {
    watched = conditions.stream().map(this::watched).toList();
  }

  private static final class Counter {
    private long count;
  }

  /// A counter and what it must have reached.
  private record Mark(Counter counter, long atLeast) {}

  /// A condition and when it may come true again.
  private static final class Watched {
    private final Condition condition;
    private final List<Mark> marks;
    private long sleepsUntil = Long.MIN_VALUE;

    private Watched(Condition condition, List<Mark> marks) {
      this.condition = condition;
      this.marks = marks;
    }
  }

  private Watched watched(Condition condition) {
    List<Mark> marks = new ArrayList<>();
    condition
        .when()
        .counts()
        .forEach(
            (type, atLeast) ->
                marks.add(new Mark(counters.computeIfAbsent(type, _ -> new Counter()), atLeast)));
    return new Watched(condition, List.copyOf(marks));
  }

  /// An event was told that brings about nothing, but counts.
  void count(Event event) {
    Counter counter = counters.get(event.type());
    if (counter != null) {
      counter.count++;
    }
  }

  /// What follows from `event`, in the narrative's order. All conditions see the story as it was
  /// when the event was told: what one brings about, another sees at the next event.
  ///
  /// @param clock stands at the event
  List<Condition.Then> after(Event event, StoryClock clock) {
    if (watched.isEmpty()) {
      return List.of();
    }
    count(event);
    List<Condition.Then> all = List.of();
    JsonNode document = null;
    for (Watched one : watched) {
      if (!mayHold(one, event, clock)) {
        continue;
      }
      Optional<NodePath> path = one.condition.when().event();
      if (path.isPresent()) {
        document = document == null ? parsed(event) : document;
        if (!path.get().finds(document)) {
          continue;
        }
      }
      one.sleepsUntil = sleepsUntil(one.condition, clock.offsetNanos());
      all = all.isEmpty() ? new ArrayList<>() : all;
      all.add(one.condition.then());
    }
    return all;
  }

  private static long sleepsUntil(Condition condition, long now) {
    if (condition.once()) {
      return Long.MAX_VALUE;
    }
    long cooldown = condition.cooldown().toNanos();
    return now > Long.MAX_VALUE - cooldown ? Long.MAX_VALUE : now + cooldown;
  }

  /// Whether all holds but what the event's JSON says.
  private static boolean mayHold(Watched one, Event event, StoryClock clock) {
    Condition.When when = one.condition.when();
    if (clock.offsetNanos() < one.sleepsUntil
        || (when.type().isPresent() && !when.type().get().equals(event.type()))
        || (when.count().isPresent() && event.sequence() < when.count().getAsLong())
        || (when.after().isPresent() && clock.offsetNanos() < when.after().get().toNanos())) {
      return false;
    }
    for (Mark mark : one.marks) {
      if (mark.counter.count < mark.atLeast) {
        return false;
      }
    }
    return when.phase().isEmpty() || when.phase().equals(clock.currentPhase().map(Phase::name));
  }

  /// The event as it goes out. Where a blueprint has its data malformed, no path finds anything.
  private JsonNode parsed(Event event) {
    envelope.encode(event, buffer.clear());
    try {
      return JSON.readTree(buffer.toString());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
