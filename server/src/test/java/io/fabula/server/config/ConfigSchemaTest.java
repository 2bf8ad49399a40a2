package io.fabula.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.document.Problem;
import io.fabula.generator.narrative.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the reader of the configuration, its JSON Schema and `fabula.example.yaml` to each other.
/// Whoever gives the reader a key is told here what to add to the other two.
class ConfigSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = Schemas.parse(ConfigSchema.text());
  private static final Schemas.Compiled COMPILED = Schemas.compile(SCHEMA);

  /// Near no key.
  private static final String PROBE = "qqqqqqqqqqqqqqqqqqqq";

  /// What the reader knows only to refuse it.
  private static final Set<String> LATER = Set.of("chaos");

  /// What an editor cannot know: which files, providers and types there are, what is said elsewhere
  /// in the file, and sizes and durations that are too small.
  private static final Set<String> UNTOLD =
      Set.of(
          "provider",
          "providers.*.type",
          "providers.*.fallback",
          "streams.outbox",
          "streams.max_rate",
          "websocket.host",
          "websocket.path",
          "websocket.rate_limit.per",
          "websocket.shared_state.timeout",
          "websocket.shared_state.redis_url",
          "websocket.handlers.path",
          "websocket.handlers.transform");

  private static final String VARIABLE = SCHEMA.at("/$defs/variable/pattern").asText();
  private static final Pattern KNOWN = Pattern.compile("known are (.*)");
  private static final Pattern REFUSED = Pattern.compile("property '([^']+)'");

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Example example;

  @BeforeEach
  void aFolder() throws IOException {
    example = Example.in(folder);
  }

  private static List<Schemas.Violation> violations(JsonNode config) {
    return COMPILED.check(config);
  }

  @Test
  void theExampleAsItStandsIsTheDefault() throws Exception {
    FabulaConfig shown = example.read(Example.plain(), Map.of());
    FabulaConfig plain = example.read("", Map.of());

    assertThat(shown.websocket()).isEqualTo(plain.websocket());
    assertThat(shown.streams()).isEqualTo(plain.streams());
    assertThat(shown.spending()).isEqualTo(plain.spending());
    assertThat(shown.cassette()).isEqualTo(plain.cassette());
    assertThat(shown.log()).isEqualTo(plain.log());
    assertThat(shown.provider()).isEqualTo(plain.provider());
    assertThat(shown.providers()).isEqualTo(plain.providers());
    assertThat(shown.narratives()).isEqualTo(plain.narratives());
    assertThat(shown.replays()).isEqualTo(plain.replays());
    assertThat(shown.adminToken()).isEqualTo(plain.adminToken());
    assertThat(violations(Example.tree(Example.plain()))).isEmpty();
  }

  @Test
  void theExampleWithAllItsKeysIsValid() throws Exception {
    assertThat(example.faults(Example.whole())).isEmpty();
    assertThat(violations(Example.whole())).isEmpty();
    assertThat(example.read(Example.whole().toString()).warnings()).isEmpty();

    String told = Example.plain().replace("#narrative: exchange  ", "narrative: exchange  ");
    assertThat(told).isNotEqualTo(Example.plain());
    assertThat(example.read(told).websocket().handlers())
        .containsExactly(
            new EndpointConfig.Stream("/ws", new EndpointConfig.Named("exchange"), Map.of()));
  }

  @Test
  void theReaderTheSchemaAndTheExampleKnowTheSameKeys() throws Exception {
    JsonNode whole = Example.whole();
    Set<String> named = new TreeSet<>();
    SCHEMA.findValues("properties").forEach(all -> all.fieldNames().forEachRemaining(named::add));
    Map<String, Set<String>> known = new TreeMap<>();
    Map<String, Set<String>> shown = new TreeMap<>();
    for (JsonPointer place : places(whole, JsonNode::isObject)) {
      Set<String> keys = known(whole, place);
      if (keys.isEmpty()) {
        assertThat(refused(whole, place, Set.of(PROBE)))
            .as("any key is read at %s, so the schema must not refuse it", place)
            .isEmpty();
        continue;
      }
      keys.removeAll(LATER);
      Set<String> all = new TreeSet<>(named);
      all.addAll(keys);
      Set<String> allowed = new TreeSet<>(all);
      allowed.removeAll(refused(whole, place, all));
      assertThat(allowed)
          .as("keys of fabula.schema.json beside those of the reader, at %s", place)
          .isEqualTo(keys);
      known.computeIfAbsent(generic(place), _ -> new TreeSet<>()).addAll(keys);
      shown
          .computeIfAbsent(generic(place), _ -> new TreeSet<>())
          .addAll(Set.copyOf(names(whole.at(place))));
    }
    // Switched off while websocket.replay_file is on
    shown.computeIfAbsent("ai", _ -> new TreeSet<>()).add("narrative");
    assertThat(shown).as("keys of fabula.example.yaml beside those of the reader").isEqualTo(known);
    assertThat(known).hasSizeGreaterThan(20);
  }

  private Set<String> known(JsonNode whole, JsonPointer place) throws IOException {
    Set<String> keys = new TreeSet<>();
    for (Problem problem : example.faults(probed(whole, place))) {
      Matcher list = KNOWN.matcher(problem.message());
      if (problem.message().contains(PROBE) && list.find()) {
        keys.addAll(List.of(list.group(1).split(", ", -1)));
      }
    }
    return keys;
  }

  private static JsonNode probed(JsonNode whole, JsonPointer place) {
    JsonNode probed = whole.deepCopy();
    ((ObjectNode) probed.at(place)).put(PROBE, 1);
    return probed;
  }

  /// Which of these keys the schema refuses at a place, whatever they hold.
  private static Set<String> refused(JsonNode whole, JsonPointer place, Set<String> keys) {
    JsonNode more = whole.deepCopy();
    ObjectNode mapping = (ObjectNode) more.at(place);
    keys.stream().filter(key -> !mapping.has(key)).forEach(mapping::putNull);
    Set<String> refused = new TreeSet<>();
    for (Schemas.Violation violation : violations(more)) {
      Matcher property = REFUSED.matcher(violation.message());
      if (violation.schemaPath().endsWith("/additionalProperties")
          && violation.pointer().equals(place.toString())
          && property.find()) {
        refused.add(property.group(1));
      }
    }
    return refused;
  }

  @Test
  void theDefaultsOfTheSchemaAreThoseOfTheExample() throws Exception {
    JsonNode plain = Example.tree(Example.plain());
    JsonNode whole = Example.whole();
    for (String section : names(plain)) {
      JsonNode schema = SCHEMA.at("/properties/" + section);
      if (plain.get(section).isObject()) {
        assertSame(section, defaults(schema), plain.get(section));
      } else {
        assertSame(section, schema.get("default"), plain.get(section));
      }
    }
    assertSame(
        "timeout",
        defaults(SCHEMA.at("/$defs/provider/properties/timeout")),
        whole.at("/providers/local/timeout"));

    for (String section : List.of("rate_limit", "tls", "shared_state")) {
      assertShown(
          SCHEMA.at("/properties/websocket/properties/" + section),
          whole.at("/websocket/" + section));
    }

    // What the example shows of others is the default too: without it nothing changes
    JsonNode less = whole.deepCopy();
    ((ObjectNode) less.at("/providers/local")).remove(List.of("timeout", "retries", "cooldown"));
    ObjectNode replay = (ObjectNode) handler(less, "replay");
    replay.remove(List.of("speed", "loop", "hold"));
    assertThat(example.read(less.toString()).providers())
        .isEqualTo(example.read(whole.toString()).providers());
    assertThat(example.read(less.toString()).websocket().handlers())
        .filteredOn(EndpointConfig.Replay.class::isInstance)
        .isEqualTo(
            example.read(whole.toString()).websocket().handlers().stream()
                .filter(EndpointConfig.Replay.class::isInstance)
                .toList());
    assertShown(SCHEMA.at("/$defs/replay"), handler(whole, "replay"));
    assertShown(SCHEMA.at("/$defs/provider"), without(whole.at("/providers/local"), "fallback"));
  }

  /// Whatever Java type a number has.
  private static void assertSame(String key, JsonNode schema, JsonNode shown) {
    assertThat(Schemas.asParsed(schema)).as(key).isEqualTo(Schemas.asParsed(shown));
  }

  private static JsonNode without(JsonNode mapping, String key) {
    return ((ObjectNode) mapping.deepCopy()).without(key);
  }

  private static void assertShown(JsonNode schema, JsonNode mapping) {
    defaults(schema)
        .properties()
        .forEach(
            entry -> {
              if (mapping.has(entry.getKey())) {
                assertSame(entry.getKey(), entry.getValue(), mapping.get(entry.getKey()));
              }
            });
  }

  private static JsonNode handler(JsonNode whole, String type) {
    for (JsonNode each : whole.at("/websocket/handlers")) {
      if (each.path("type").asText().equals(type)) {
        return each;
      }
    }
    throw new AssertionError("the example has no handler of type " + type);
  }

  private static ObjectNode defaults(JsonNode schema) {
    ObjectNode defaults = JSON.createObjectNode();
    schema
        .get("properties")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().has("default")) {
                defaults.set(entry.getKey(), entry.getValue().get("default"));
              }
            });
    return defaults;
  }

  /// Every single value is replaced by others of all kinds: what the schema refuses the reader
  /// refuses, and the other way round where an editor can tell.
  @Test
  void theSchemaAndTheReaderAcceptTheSameValues() throws Exception {
    JsonNode whole = Example.whole();
    ArrayNode others =
        (ArrayNode)
            JSON.readTree(
                """
                [-1, 0, 1, 11, 201, 65536, 86401, 10000001, 1000000000001, 0.001, 0.5, 1000001.5,
                 "text", "", "5s", "8MB", "max", "/x", "off", true, [], {}]
                """);
    List<String> disagreements = new ArrayList<>();
    for (JsonPointer place : places(whole, JsonNode::isValueNode)) {
      if (generic(place).equals("admin.token")) {
        // Its placeholder is the variable that stands above whatever the file says
        continue;
      }
      for (JsonNode other : others) {
        JsonNode changed = with(whole, place, other);
        List<Schemas.Violation> violations = violations(changed);
        List<Problem> faults = example.faults(changed);
        boolean untold = UNTOLD.contains(generic(place)) && violations.isEmpty();
        if (violations.isEmpty() != faults.isEmpty() && !untold) {
          disagreements.add(
              "%s: %s; the schema says %s, the reader %s"
                  .formatted(place, other, violations, faults));
        }
      }
    }
    assertThat(disagreements).isEmpty();
  }

  @Test
  void everySingleValueMayComeFromTheEnvironment() throws Exception {
    JsonNode whole = Example.whole();
    List<String> disagreements = new ArrayList<>();
    for (JsonPointer place : places(whole, JsonNode::isValueNode)) {
      JsonNode changed = with(whole, place, JSON.getNodeFactory().textNode("${FROM_OUTSIDE}"));
      violations(changed).forEach(violation -> disagreements.add(place + ": " + violation));
    }
    assertThat(disagreements).isEmpty();
  }

  private static JsonNode with(JsonNode whole, JsonPointer place, JsonNode value) {
    JsonNode changed = whole.deepCopy();
    JsonNode parent = changed.at(place.head());
    String last = place.last().getMatchingProperty();
    if (parent instanceof ArrayNode list) {
      list.set(place.last().getMatchingIndex(), value);
    } else {
      ((ObjectNode) parent).set(last, value);
    }
    return changed;
  }

  /// Where in a tree there are such nodes.
  private static List<JsonPointer> places(JsonNode tree, Predicate<JsonNode> which) {
    List<JsonPointer> places = new ArrayList<>();
    collect(tree, JsonPointer.empty(), which, places);
    return places;
  }

  private static void collect(
      JsonNode node, JsonPointer at, Predicate<JsonNode> which, List<JsonPointer> places) {
    if (which.test(node)) {
      places.add(at);
    }
    node.properties()
        .forEach(
            entry -> collect(entry.getValue(), at.appendProperty(entry.getKey()), which, places));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at.appendIndex(i), which, places);
    }
  }

  private static List<String> names(JsonNode mapping) {
    List<String> names = new ArrayList<>();
    mapping.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /// A place without indices and names that users choose; what may stand at several places is one.
  private static String generic(JsonPointer place) {
    return place
        .toString()
        .replaceFirst("^/", "")
        .replaceAll("/\\d+", "")
        .replaceFirst("^providers/[^/]+", "providers/*")
        .replaceFirst("/handlers/.*/(then|error)$", "/handlers/$1")
        .replace('/', '.');
  }

  static Stream<Path> guide() throws IOException {
    try (Stream<Path> blocks = Files.list(Path.of("src/test/resources/guide"))) {
      return blocks.sorted().toList().stream();
    }
  }

  /// Such blocks may name files that are not here; the schema does not look for them.
  @ParameterizedTest
  @MethodSource("guide")
  void theSchemaKnowsWhatTheReaderKnowsOfTheGuide(Path block) throws Exception {
    JsonNode config = Example.tree(Files.readString(block));
    List<Problem> faults = example.faults(config);
    if (faults.isEmpty()) {
      assertThat(violations(config)).isEmpty();
    }
    if (faults.stream().anyMatch(f -> f.message().matches("unknown key.*|.*later version"))) {
      assertThat(violations(config)).isNotEmpty();
    }
  }

  static Stream<String> documentation() throws IOException {
    List<String> blocks = new ArrayList<>();
    try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
        Matcher block = Pattern.compile("(?s)```yaml\\n(.*?)```").matcher(Files.readString(page));
        block.results().forEach(found -> blocks.add(found.group(1)));
      }
    }
    assertThat(blocks).hasSizeGreaterThan(10);
    return blocks.stream();
  }

  @ParameterizedTest
  @MethodSource("documentation")
  void whatTheDocumentationShowsIsValid(String block) {
    assertThat(violations(Example.tree(block))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ type: echo }",
        "{ path: echo, type: echo }",
        "{ path: /a/../b, type: echo }",
        "{ path: /streams/x, type: echo }",
        "{ path: /a }",
        "{ path: /a, type: ecko }",
        "{ path: /a, type: echo, loop: true }",
        "{ path: /a, type: replay }",
        "{ path: /a, file: b, speed: 0 }",
        "{ path: /a, file: b, loop: true, hold: true }",
        "{ path: /a, file: b, sped: 2 }",
        "{ path: /a, type: echo, transform: none.js }",
        "{ path: /a, narrative: b, hold: true }",
        "{ path: /a, type: proxy, upstream: 'ws://b' }",
        "{ path: /a, type: static }",
        "{ path: /a, type: rooms, messages: [] }",
        "{ path: /a, type: scheduled, scheduled: [{ interval_ms: 5 }] }",
        "{ path: /a, rules: [{ match: x }] }",
        "{ path: /a, rules: [{ response: x, handler: y }] }",
        "{ path: /a, rules: [{ response: x, then: [{ delay_ms: 1 }] }] }",
        "{ path: /a, rules: [{ response: x, dleay_ms: 1 }] }",
        "{ path: /a, methods: [{ response: { result: 1 } }] }",
        "{ path: /a, methods: [{ name: x }] }",
        "{ path: /a, methods: [{ name: x, response: { reslt: 1, error: { code: 1, message: y } } }] }",
        "{ path: /a, rules: [{ handler: x, delay_ms: 1 }] }",
        "{ path: /a, type: '' , rules: [] }",
        "{ path: /a, methods: [{ name: x, error: { code: 1 } }] }",
        "{ path: /a, methods: [{ name: x, params: ['1'], handler: y }] }",
        "{ path: /a, script: x, on_connect: y }",
        "{ path: /a, messages: [{ on_conect: y }] }"
      })
  void whatIsWrongWithAHandlerTheSchemaTellsAsTheReaderDoes(String handler) throws Exception {
    JsonNode config = Example.tree("websocket: { handlers: [" + handler + "] }");

    assertThat(example.faults(config)).isNotEmpty();
    assertThat(violations(config)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{ path: /a; file: b }",
    "{ path: /a; narrative: b; rate: 5 }",
    "{ path: /a; fallback: hello }",
    "{ path: /a; rules: [{ then: { response: x } }] }",
    "{ path: /a; messages: { on_message: 7 } }",
    "{ path: /a; type: echo; state: { initial: [] } }",
    "{ path: /a; methods: [{ name: x; response: { result: null } }] }"
  })
  void whatIsUnusualIsNoFault(String handler) throws Exception {
    JsonNode config = Example.tree("websocket: { handlers: [" + handler.replace(';', ',') + "] }");

    assertThat(example.faults(config)).isEmpty();
    assertThat(violations(config)).isEmpty();
  }

  @Test
  void everythingHasADescription() {
    List<JsonNode> mappings = new ArrayList<>(SCHEMA.findValues("properties"));
    for (JsonNode properties : mappings) {
      properties
          .properties()
          .forEach(
              property -> {
                JsonNode schema = property.getValue();
                boolean condition =
                    schema.has("const")
                        || schema.has("enum")
                        || schema.path("pattern").asText().equals(VARIABLE);
                assertThat(condition || schema.has("description")).as(property.toString()).isTrue();
              });
    }
    assertThatCode(() -> Schemas.compile(SCHEMA)).doesNotThrowAnyException();
  }
}
