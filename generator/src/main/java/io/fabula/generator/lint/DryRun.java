package io.fabula.generator.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays a blueprint for some thousand events, each checked as if a model had written it.
final class DryRun {
  static final int EVENTS = 10_000;

  private static final int MOST_FAULTS = 20;
  private static final Pattern POINTER = Pattern.compile("^\\S+ data(/[^:]*): ");

  private final Node document;
  private final Narrative narrative;
  private final Findings findings;
  private final EventChecker checker;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Integer> told = new HashMap<>();
  private final Map<Place, Fault> faults = new LinkedHashMap<>();

  private DryRun(Node document, Narrative narrative, Findings findings) {
    this.document = document;
    this.narrative = narrative;
    this.findings = findings;
    this.checker = EventChecker.of(narrative);
  }

  /// What was wrong at one place, in the words of the first event.
  private static final class Fault {
    private final String type;
    private final String message;
    private int events = 1;

    private Fault(String type, String message) {
      this.type = type;
      this.message = message;
    }
  }

  static void check(Node document, Narrative narrative, Blueprint blueprint, Findings findings)
      throws InterruptedException {
    new DryRun(document, narrative, findings).play(blueprint);
  }

  private void play(Blueprint blueprint) throws InterruptedException {
    long seed = narrative.seed().orElse(1);
    Telling telling = Telling.PLAIN.withCount(EVENTS).withStart(Instant.EPOCH).withSeed(seed);
    // Faults of the data are meant to break schemas.
    Watched source = new Watched(blueprint.openSound(narrative, seed, Instant.EPOCH));
    try (Timeline timeline = StoryTimeline.open(narrative, telling, seed, source, Instant.EPOCH)) {
      int played = 0;
      for (var event = timeline.next();
          event.isPresent() && faults.size() < MOST_FAULTS;
          event = timeline.next()) {
        played++;
        look(event.get());
        if ((played & 255) == 0 && Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      report(played);
      if (source.ended) {
        endsEarly(played);
      } else if (played == EVENTS) {
        rare(blueprint);
      }
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Whatever a blueprint does to the engine is for its writer to know.
      findings.fault(document.place(), "the engine cannot play it: " + e);
    }
  }

  /// A world that says when it has nothing more to tell.
  private static final class Watched implements EventSource {
    private final EventSource world;
    private boolean ended;

    private Watched(EventSource world) {
      this.world = world;
    }

    @Override
    public Optional<String> next(StoryClock clock, JsonBuffer data) throws InterruptedException {
      Optional<String> type = world.next(clock, data);
      ended = type.isEmpty();
      return type;
    }

    @Override
    public boolean ready() {
      return world.ready();
    }

    @Override
    public void close() {
      world.close();
    }
  }

  private void look(Event event) {
    told.merge(event.type(), 1, Integer::sum);
    if (!narrative.events().isEmpty() && !narrative.events().containsKey(event.type())) {
      // Found without playing.
      return;
    }
    fault(event)
        .ifPresent(
            message -> {
              Fault known =
                  faults.putIfAbsent(placeOf(event.type(), message), fault(event, message));
              if (known != null) {
                known.events++;
              }
            });
  }

  private static Fault fault(Event event, String message) {
    return new Fault(event.type(), message);
  }

  private Optional<String> fault(Event event) {
    try {
      return event.dataLength() > EventChecker.MAX_BYTES
          ? Optional.of(event.type() + " is larger than " + EventChecker.MAX_BYTES + " bytes")
          : checker.fault(event.type(), json.readTree(event.data()));
    } catch (JsonProcessingException e) {
      return Optional.of(
          "the engine wrote no JSON for %s: %s".formatted(event.type(), e.getOriginalMessage()));
    }
  }

  private Place placeOf(String type, String message) {
    Matcher pointer = POINTER.matcher(message);
    return Documents.value(document, "events")
        .flatMap(events -> Documents.value(events, type))
        .flatMap(event -> Documents.value(event, "data"))
        .map(data -> data.nearest(pointer.find() ? pointer.group(1) : "").place())
        .orElseGet(() -> Documents.placeOf(document, "events", type));
  }

  private void report(int played) {
    faults.forEach(
        (place, fault) ->
            findings.fault(
                place,
                "%s (in %,d of %,d events of this type)"
                    .formatted(
                        fault.message, fault.events, told.getOrDefault(fault.type, played))));
  }

  private void endsEarly(int played) {
    boolean meant =
        Documents.members(document, "entities").values().stream()
            .allMatch(m -> Documents.text(m.value(), "renew").filter("false"::equals).isPresent());
    Place place = Documents.placeOf(document, "entities");
    String ends =
        meant
            ? "the world ends after %,d events: all have come to their end, and none is renewed"
            : "the world stands still after %,d events: nobody can act any more, however long it waits";
    boolean tooFew = narrative.count().isPresent() && played < narrative.count().getAsLong();
    boolean endless =
        narrative.count().isEmpty()
            && narrative.duration().isEmpty()
            && narrative.conditions().stream().noneMatch(c -> c.then().stop());
    if (tooFew) {
      findings.fault(
          place,
          (ends + ", and the story is to have %,d")
              .formatted(played, narrative.count().getAsLong()));
    } else if (!meant) {
      findings.fault(place, ends.formatted(played));
    } else if (endless) {
      findings.warning(place, (ends + ", and the narrative names no end").formatted(played));
    }
  }

  private void rare(Blueprint blueprint) {
    if (!narrative.phases().isEmpty()) {
      // A later phase may be the one in which it happens.
      return;
    }
    for (String event : new TreeSet<>(blueprint.eventTypes())) {
      if (!told.containsKey(event)) {
        findings.warning(
            Documents.placeOf(document, "events", event),
            "'%s' has not happened once in %,d events: can its action ever be chosen?"
                .formatted(event, EVENTS));
      }
    }
  }
}
