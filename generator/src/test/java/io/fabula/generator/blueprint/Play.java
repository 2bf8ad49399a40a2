package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import io.fabula.generator.event.Event;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Plays blueprints in tests.
final class Play {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Play() {}

  static List<Event> events(String blueprint, String front, long seed, int count) {
    return events(Blueprint.parse("b.json", blueprint), front, seed, count);
  }

  static List<Event> events(Blueprint blueprint, String front, long seed, int count) {
    var narrative = NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
    Telling telling = Telling.PLAIN.withCount(count).withStart(START);
    List<Event> events = new ArrayList<>();
    try (var timeline =
        StoryTimeline.open(
            narrative, telling, seed, blueprint.open(narrative, seed, START), START)) {
      for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
        events.add(e.get());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return events;
  }

  /// The data of `count` events of one entity with `fields`, whose data is `data`.
  static List<JsonNode> data(String fields, String data, int count) {
    return json(
        events(
            """
            {"blueprint":1,"values":{"v":2},"pools":{"p":["x","y"],"q":[1,2.5]},
             "entities":{"a":{"count":3,"fields":{"name":{"$each":["A","B","C"]}, "rank":{"$sequence":10}}},
                         "e":{"fields":{%s},"actions":[{"event":"t"}]}},
             "events":{"t":{"data":%s}}}
            """
                .formatted(fields, data),
            "rate: 10",
            5,
            count));
  }

  static List<JsonNode> values(String value, int count) {
    return data("", "{\"v\":" + value + "}", count).stream().map(d -> d.path("v")).toList();
  }

  static JsonNode value(String value) {
    return values(value, 1).getFirst();
  }

  static JsonNode formula(String formula) {
    return value("{\"$expr\":\"" + formula + "\"}");
  }

  static List<JsonNode> json(List<Event> events) {
    List<JsonNode> all = new ArrayList<>();
    for (Event event : events) {
      try {
        all.add(JSON.readTree(event.data()));
      } catch (JsonProcessingException e) {
        throw new AssertionError(event.toString(), e);
      }
    }
    return all;
  }

  static List<String> faults(String blueprint) {
    return catchThrowableOfType(
            InvalidDocumentException.class, () -> Blueprint.parse("b.json", blueprint))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }
}
