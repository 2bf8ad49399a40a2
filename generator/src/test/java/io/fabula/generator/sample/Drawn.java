package io.fabula.generator.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.Event;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Tells stories whose events are drawn from their schemas.
final class Drawn {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private Drawn() {}

  static Narrative narrative(String front) {
    return NarrativeReader.parse("n", "n.md", "---\n" + front + "\n---\nprose");
  }

  /// A narrative with one type, `t`.
  ///
  /// @param schema in YAML's flow style, or JSON
  static Narrative declaring(String schema) {
    return narrative("rate: 100\nevents: { t: { schema: " + schema + " } }");
  }

  static List<Event> tell(Narrative narrative, Telling telling) throws Exception {
    List<Event> events = new ArrayList<>();
    long seed = telling.seed().orElse(7);
    try (StoryTimeline timeline =
        StoryTimeline.open(narrative, telling, seed, Samples.of(narrative).open(seed), START)) {
      for (var e = timeline.next(); e.isPresent(); e = timeline.next()) {
        events.add(e.get());
      }
    }
    return events;
  }

  /// Draws data, each checked by the schema.
  static List<JsonNode> drawn(String schema, int count) throws Exception {
    Narrative narrative = declaring(schema);
    EventChecker checker = EventChecker.of(narrative);
    List<JsonNode> drawn = new ArrayList<>();
    for (Event event : tell(narrative, Telling.PLAIN.withCount(count))) {
      JsonNode data = Schemas.parse(event.data());
      assertThat(checker.fault(event.type(), data)).as(event.data()).isEmpty();
      drawn.add(data);
    }
    return drawn;
  }

  /// How many draws came to nothing until so many events were drawn.
  static long redrawn(String schema, int count) throws Exception {
    Narrative narrative = declaring(schema);
    Telling telling = Telling.PLAIN.withCount(count);
    try (StoryTimeline timeline =
        StoryTimeline.open(narrative, telling, 7, Samples.of(narrative).open(7), START)) {
      while (timeline.next().isPresent()) {
        // counted there
      }
      return timeline.counters().getOrDefault("redrawn", 0L);
    }
  }
}
