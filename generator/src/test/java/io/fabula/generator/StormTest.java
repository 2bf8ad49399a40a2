package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.Telling;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Recovery;
import io.fabula.providers.fallback.Models;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Two thousand events through three providers that each break in every way there is, at random
/// with a seed: none is lost in the numbering, none comes twice, none is invalid.
class StormTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENTS = 2000;

  /// What can happen to an answer. The numbers are weights.
  private enum Fault {
    NONE(50),
    TOO_MANY_REQUESTS(2),
    OVERLOADED(2),
    SERVER_ERROR(2),
    RESET_BEFORE_THE_HEAD(2),
    CUT_IN_AN_EVENT(4),
    NO_END_MARK(4),
    MAX_TOKENS(4),
    CONTENT_FILTER(2),
    REFUSAL(2),
    ERROR_EVENT_AT_ONCE(2),
    ERROR_EVENT_LATER(4),
    EMPTY(3),
    BAD_UTF8(3),
    PROSE_AND_FENCE(4),
    WRONG_SCHEMA(4),
    UNKNOWN_TYPE(3),
    REPEATS(4),
    LOOP(3),
    GARBAGE_CHUNK(3),
    CONTEXT_OVERFLOW(2),
    BAD_REQUEST(1);

    private final int weight;

    Fault(int weight) {
      this.weight = weight;
    }
  }

  /// A provider that breaks; every event it writes has a number of its own.
  private static final class Stormy {
    private final Random random;
    private final String name;
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private int next;
    private String repeated = "";

    Stormy(String name, long seed) {
      this.name = name;
      this.random = new Random(seed);
    }

    synchronized ScriptedAnswer answer(Request request) {
      Fault fault = draw();
      happened.merge(fault, 1, Integer::sum);
      int asked =
          Integer.parseInt(request.body().replaceAll("(?s).*Write the next (\\d+) events.*", "$1"));
      return switch (fault) {
        case NONE -> whole("{\"events\":[%s],\"digest\":\"on\"}", events(asked), "stop");
        case TOO_MANY_REQUESTS -> ScriptedAnswer.status(429, "", Map.of("Retry-After", "0"));
        case OVERLOADED -> ScriptedAnswer.status(529, "");
        case SERVER_ERROR -> ScriptedAnswer.status(500, "");
        case RESET_BEFORE_THE_HEAD -> ScriptedAnswer.start().abort();
        case CUT_IN_AN_EVENT -> opened(asked).token(",{\"type\":\"step\",\"da").abort();
        case NO_END_MARK -> opened(asked).token("],\"digest\":\"\"}");
        case MAX_TOKENS -> opened(asked).token(",{\"type\":").finish("length").usage().done();
        case CONTENT_FILTER -> opened(asked).finish("content_filter").usage().done();
        case REFUSAL -> ScriptedAnswer.start().refusal("I cannot.").finish("stop").usage().done();
        case ERROR_EVENT_AT_ONCE -> ScriptedAnswer.start().error("server_error", "no");
        case ERROR_EVENT_LATER -> opened(asked).error("server_error", "no more");
        case EMPTY -> ScriptedAnswer.start().finish("stop").usage().done();
        case BAD_UTF8 ->
            opened(asked)
                .bytes("data: {\"choices\":[{\"delta\":{\"content\":\"".getBytes(UTF8))
                .bytes(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF})
                .bytes("\"}}]}\n\n".getBytes(UTF8))
                .finish("stop")
                .done();
        case PROSE_AND_FENCE ->
            whole("Here {you} are:\n```json\n[%s]\n```\nMore [soon].", events(asked), "stop");
        case WRONG_SCHEMA ->
            whole(
                "{\"events\":[{\"type\":\"step\",\"data\":{\"id\":7}},%s,{\"type\":\"step\",\"data\":{}}]}",
                events(asked), "stop");
        case UNKNOWN_TYPE ->
            whole(
                "{\"events\":[%s,{\"type\":\"stop\",\"data\":{\"id\":\"x\"}}]}",
                events(asked), "stop");
        case REPEATS ->
            whole(
                "{\"events\":[%s]}",
                repeated.isEmpty() ? events(asked) : repeated + "," + events(asked), "stop");
        case LOOP -> opened(asked).token(",{\"type\":\"" + "la ".repeat(1500)).hang();
        case GARBAGE_CHUNK -> opened(asked).event("{\"choices\":7").finish("stop").done();
        case CONTEXT_OVERFLOW ->
            ScriptedAnswer.status(
                400,
                "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}");
        case BAD_REQUEST -> ScriptedAnswer.status(400, "{\"error\":{\"message\":\"no\"}}");
      };
    }

    private Fault draw() {
      int sum = 0;
      for (Fault fault : Fault.values()) {
        sum += fault.weight;
      }
      int at = random.nextInt(sum);
      for (Fault fault : Fault.values()) {
        at -= fault.weight;
        if (at < 0) {
          return fault;
        }
      }
      throw new AssertionError();
    }

    private static ScriptedAnswer whole(String around, String events, String finish) {
      return ScriptedAnswer.start()
          .text(around.formatted(events), 40, Duration.ZERO)
          .finish(finish)
          .usage()
          .done();
    }

    /// An answer that stands open after some of its events.
    private ScriptedAnswer opened(int asked) {
      return ScriptedAnswer.start()
          .text("{\"events\":[" + events(random.nextInt(1, asked + 1)), 40, Duration.ZERO);
    }

    private String events(int count) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String id = name + next++;
        written.add(id);
        events.add("{\"type\":\"step\",\"data\":{\"id\":\"%s\",\"wörter\":\"😀\"}}".formatted(id));
      }
      repeated = events.getFirst();
      return String.join(",", events);
    }
  }

  private static final Charset UTF8 = StandardCharsets.UTF_8;

  @Test
  void everyEventIsToldOnceInOrderAndValid() throws Exception {
    long seed = Long.getLong("fabula.storm", 1);
    Narrative narrative =
        NarrativeReader.parse(
            "storm",
            "storm.md",
            """
            ---
            rate: 1000
            batch: 10
            events:
              step: { schema: { type: object, required: [id], properties: { id: { type: string } } } }
            ---
            Steps.
            """);
    EventChecker checker = EventChecker.of(narrative);
    Stormy one = new Stormy("a", seed);
    Stormy two = new Stormy("b", seed + 100);
    Stormy three = new Stormy("c", seed + 200);
    Set<String> told = new HashSet<>();
    try (ChatCompletionsStub first = ChatCompletionsStub.open(one::answer);
        ChatCompletionsStub second = ChatCompletionsStub.open(two::answer);
        ChatCompletionsStub third = ChatCompletionsStub.open(three::answer);
        Models models =
            Models.of(
                Map.of(
                    "one",
                    settings("one", first, "two", "three"),
                    "two",
                    settings("two", second),
                    "three",
                    settings("three", third)),
                "one");
        Timeline timeline =
            new Storyteller(models, Optional.empty(), Clock.systemUTC(), new Random(seed))
                .tell(new Story(narrative, Optional.empty()), Telling.PLAIN.withCount(EVENTS))) {
      for (int n = 1; n <= EVENTS; n++) {
        var event = timeline.next().orElseThrow();
        JsonNode data = JSON.readTree(event.data());
        assertThat(event.sequence()).isEqualTo(n);
        assertThat(checker.fault(event.type(), data)).isEmpty();
        assertThat(told.add(data.get("id").textValue())).as("told once").isTrue();
      }
      assertThat(timeline.next()).isEmpty();
      System.out.printf(
          "storm %d: %s%n  one: %s%n  two: %s%n  three: %s%n",
          seed, timeline.counters(), one.happened, two.happened, three.happened);
    }
    assertThat(one.written.containsAll(told.stream().filter(id -> id.startsWith("a")).toList()))
        .isTrue();
    assertThat(one.happened.keySet()).as("the storm was a storm").hasSizeGreaterThan(15);
  }

  private static ProviderSettings settings(
      String name, ChatCompletionsStub at, String... fallback) {
    return ProviderSettings.of(name, "openai-compatible", "m")
        .withBaseUrl(at.baseUrl())
        .with(new Recovery(2, List.of(fallback), Duration.ZERO));
  }
}
