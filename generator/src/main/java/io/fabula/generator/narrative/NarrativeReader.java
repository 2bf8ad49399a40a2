package io.fabula.generator.narrative;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.document.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a narrative file: YAML front matter, then prose in Markdown. One pass finds every fault.
public final class NarrativeReader {
  /// What a narrative file may weigh.
  public static final int MAX_BYTES = 1 << 20;

  private static final Duration SHORTEST_PHASE = Duration.ofMillis(100);
  private static final Pattern HEADING = Pattern.compile("#{1,6}[ \\t]+(\\S.*)");
  private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");

  private final Problems problems = new Problems();
  private final Map<String, EventType> events = new LinkedHashMap<>();
  private final Map<String, Schemas.Compiled> schemas = new HashMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();

  private final Defaults defaults;

  private NarrativeReader(Defaults defaults) {
    this.defaults = defaults;
  }

  /// Reads the narrative in `file`.
  ///
  /// @throws InvalidDocumentException with every fault and its place
  public static Narrative read(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.md$", "");
    return parse(name, file.toString(), TextFile.read(file, MAX_BYTES));
  }

  /// Reads a narrative from its text.
  ///
  /// @param file how messages call the source
  /// @throws InvalidDocumentException with every fault and its place
  public static Narrative parse(String name, String file, String text) {
    return parse(name, file, text, Defaults.PLAIN);
  }

  /// Reads a narrative from its text.
  ///
  /// @param file how messages call the source
  /// @param defaults for what it does not say
  /// @throws InvalidDocumentException with every fault and its place
  public static Narrative parse(String name, String file, String text, Defaults defaults) {
    FrontMatter cut;
    try {
      cut = FrontMatter.split(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidDocumentException(new Place(file, 1, 1), String.valueOf(e.getMessage()));
    }
    return new NarrativeReader(defaults).narrative(name, file, cut);
  }

  /// Where in a narrative file a part of its front matter stands, as near as it can be told.
  ///
  /// @param pointer into the front matter, as a JSON Pointer
  public static Place placeOf(Path file, String pointer) {
    FrontMatter cut = FrontMatter.split(TextFile.read(file, MAX_BYTES));
    return Yaml.parse(file.toString(), cut.yaml(), 1, new Problems()).nearest(pointer).place();
  }

  private Narrative narrative(String name, String file, FrontMatter cut) {
    Node front = Yaml.parse(file, cut.yaml(), 1, problems);
    MappingReader keys = MappingReader.of(front, "the front matter", problems);
    if (cut.body().isBlank()) {
      problems.add(
          new Place(file, cut.bodyLine(), 1), "no prose: say what happens, below the front matter");
    }
    double rate =
        keys.number("rate", Narrative.MIN_RATE, Narrative.MAX_RATE).orElse(defaults.rate());
    Arrival arrival = ArrivalReader.read(keys, problems).orElseGet(Arrival.Constant::new);
    Optional<Long> count = keys.integer("count", 1, Long.MAX_VALUE);
    Optional<Duration> duration = keys.duration("duration");
    Optional<Long> seed = keys.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    int batch =
        keys.integer("batch", 1, Defaults.MAX_BATCH).map(Long::intValue).orElse(defaults.batch());
    Audience audience = keys.choice("audience", Audience.class).orElse(Audience.PRIVATE);
    int catchup = keys.integer("catchup", 0, 10_000).orElse(0L).intValue();
    int parallel = keys.integer("parallel", 1, 16).orElse(1L).intValue();
    Optional<String> provider = keys.text("provider");
    Mode mode = keys.choice("mode", Mode.class).orElse(Mode.BATCHES);
    if (catchup > 0 && audience != Audience.SHARED) {
      problems.add(keys.placeOf("catchup"), "catchup is for audience: shared only");
    }
    keys.mapping("events").ifPresent(this::events);
    keys.sequence("phases").ifPresent(list -> list.items().forEach(this::phase));
    keys.sequence("conditions").ifPresent(this::conditions);
    checkEndless(keys);
    keys.rejectUnknown();
    problems.throwIfAny();
    return new Narrative(
        name,
        title(cut.body()).orElse(name),
        cut.body().strip(),
        rate,
        arrival,
        count
            .map(OptionalLong::of)
            .orElseGet(() -> duration.isPresent() ? OptionalLong.empty() : defaults.count()),
        duration,
        seed.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        batch,
        audience,
        catchup,
        parallel,
        provider,
        mode,
        events,
        phases,
        conditions);
  }

  private static Optional<String> title(String body) {
    boolean code = false;
    for (String line : body.lines().toList()) {
      code ^= FENCE.matcher(line).matches();
      Matcher heading = HEADING.matcher(line);
      if (!code && heading.matches()) {
        return Optional.of(withoutClosingHashes(heading.group(1).strip()));
      }
    }
    return Optional.empty();
  }

  /// Hashes behind a blank close a heading (CommonMark 0.31.2, section 4.2).
  private static String withoutClosingHashes(String heading) {
    int end = heading.length();
    while (end > 0 && heading.charAt(end - 1) == '#') {
      end--;
    }
    boolean closing = end > 0 && " \t".indexOf(heading.charAt(end - 1)) >= 0;
    return closing ? heading.substring(0, end).strip() : heading;
  }

  private void events(MappingReader types) {
    types
        .members()
        .forEach(
            (name, member) -> {
              if (!name.matches(EventChecker.TYPE_NAME)) {
                problems.add(member.keyPlace(), EventChecker.notAType(name));
              }
              boolean bare =
                  member.value() instanceof Node.Scalar s && s.kind() == Node.Kind.NOTHING;
              events.put(
                  name,
                  bare
                      ? new EventType(name, 1, Optional.empty())
                      : event(name, MappingReader.of(member.value(), name, problems)));
            });
  }

  private EventType event(String name, MappingReader keys) {
    double weight = keys.number("weight", 0, 1e9).orElse(1.0);
    Optional<JsonNode> schema = keys.node("schema").map(Node::json);
    schema
        .flatMap(json -> compiled(keys.placeOf("schema"), json))
        .ifPresent(usable -> schemas.put(name, usable));
    keys.rejectUnknown();
    return new EventType(name, weight, schema);
  }

  private Optional<Schemas.Compiled> compiled(Place place, JsonNode json) {
    try {
      return Optional.of(Schemas.compile(json));
    } catch (IllegalArgumentException e) {
      problems.add(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void phase(Node node) {
    MappingReader keys = MappingReader.of(node, "a phase", problems);
    Optional<String> name = keys.text("name");
    Optional<Duration> length = keys.duration("for");
    if (length.isPresent() && length.get().compareTo(SHORTEST_PHASE) < 0) {
      problems.add(keys.placeOf("for"), "a phase lasts at least 100ms");
    }
    OptionalDouble rate = rate(keys);
    Optional<Duration> ramp = keys.duration("ramp");
    Optional<Arrival> arrival = ArrivalReader.read(keys, problems);
    Optional<String> tell = keys.text("tell");
    keys.rejectUnknown();
    if (name.isEmpty()) {
      problems.add(keys.place(), "a phase needs a name");
    } else if (phases.stream().anyMatch(phase -> phase.name().equals(name.get()))) {
      problems.add(keys.placeOf("name"), "the phase '%s' stands twice".formatted(name.get()));
    }
    if (ramp.isPresent() && length.isPresent() && ramp.get().compareTo(length.get()) > 0) {
      problems.add(keys.placeOf("ramp"), "the ramp is longer than its phase");
    }
    phases.add(
        new Phase(name.orElse("?"), length, rate, ramp.orElse(Duration.ZERO), arrival, tell));
  }

  private static OptionalDouble rate(MappingReader keys) {
    return keys.number("rate", Narrative.MIN_RATE, Narrative.MAX_RATE)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  private void conditions(Node.Sequence list) {
    Set<String> names = phases.stream().map(Phase::name).collect(Collectors.toSet());
    ConditionReader reader = new ConditionReader(problems, names, events.keySet(), schemas);
    list.items().forEach(item -> reader.read(item).ifPresent(conditions::add));
  }

  /// A phase without `for` that time cannot leave hides all that follow, unless a condition leads
  /// on.
  private void checkEndless(MappingReader keys) {
    boolean led = conditions.stream().anyMatch(c -> c.then().phase().isPresent());
    for (int i = 0; i < phases.size() - 1; i++) {
      if (phases.get(i).length().isEmpty() && !led) {
        problems.add(
            keys.placeOf("phases"),
            "the phase '%s' has no 'for' and no condition leads out of it, so '%s' never comes"
                .formatted(phases.get(i).name(), phases.get(i + 1).name()));
      }
    }
  }
}
