package io.fabula.generator.shipped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.Library;
import io.fabula.generator.Story;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// What a shipped story has told.
///
/// @param phase in which it was told
/// @param seconds since the story's first event
record Told(String type, Optional<String> phase, double seconds, JsonNode data) {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The first `count` events of a shipped narrative.
  static List<Told> by(String narrative, long seed, int count) {
    return by(story(narrative), seed, count, type -> true);
  }

  /// Those of some types among the first `count` events of a shipped narrative.
  static List<Told> only(String narrative, long seed, int count, String... types) {
    return by(story(narrative), seed, count, Set.of(types)::contains);
  }

  /// The first `count` events of a shipped narrative, told with the seeds from 1 on.
  static List<List<Told>> bySeeds(String narrative, int seeds, int count) {
    Story story = story(narrative);
    return LongStream.rangeClosed(1, seeds)
        .mapToObj(seed -> by(story, seed, count, type -> true))
        .toList();
  }

  private static Story story(String narrative) {
    return new Library(Path.of("..", "narratives")).find(narrative);
  }

  private static List<Told> by(Story story, long seed, int count, Predicate<String> types) {
    Telling telling = Telling.PLAIN.withCount(count).withStart(NOON).withSeed(seed);
    List<Told> told = new ArrayList<>();
    try (Timeline timeline =
        StoryTimeline.open(
            story.narrative(),
            telling,
            seed,
            story.blueprint().orElseThrow().open(story.narrative(), seed, NOON),
            NOON)) {
      for (Optional<Event> event = timeline.next(); event.isPresent(); event = timeline.next()) {
        if (types.test(event.get().type())) {
          told.add(of(event.get(), timeline.phase()));
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return told;
  }

  boolean isIn(String name) {
    return phase.equals(Optional.of(name));
  }

  String text(String field) {
    return data.path(field).asText();
  }

  int number(String field) {
    return data.path(field).intValue();
  }

  double decimal(String field) {
    return data.path(field).doubleValue();
  }

  boolean flag(String field) {
    return data.path(field).booleanValue();
  }

  private static Told of(Event event, Optional<String> phase) {
    try {
      double seconds = (event.epochNanos() - NOON.getEpochSecond() * 1e9) / 1e9;
      return new Told(event.type(), phase, seconds, JSON.readTree(event.data()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(event.toString(), e);
    }
  }
}
