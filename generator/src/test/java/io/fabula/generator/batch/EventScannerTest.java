package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock")
class EventScannerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String A =
      "{\"type\":\"a\",\"data\":{\"s\":\"} ] \\\" { [ \\\\\",\"n\":[1,{\"events\":[{}]}]}}";
  private static final String B = "{\"data\" : {\"digest\":\"no\"}, \"type\" : \"b\" }";

  private static List<String> scan(EventScanner scanner, String... pieces) {
    List<String> found = new ArrayList<>();
    for (String piece : pieces) {
      scanner.feed(piece);
      for (var o = scanner.poll(); o.isPresent(); o = scanner.poll()) {
        found.add(o.get());
      }
    }
    return found;
  }

  private static EventScanner scanner() {
    return new EventScanner(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"events\":[A,B],\"digest\":\"so far\"}",
        "{ \"digest\" : \"so far\", \"events\" : [ A , B ] }",
        "[A,B]",
        " [ A ,\n B ]",
        "A\nB\n",
        "AB",
        "```json\n{\"events\":[A,B]}\n```",
        "```\nA\nB\n```\nThat's it {really} [1].",
        "Sure! Here (see [1] and {x}) are they:\n\n[A, B]\n\nHope that helps :-]",
        "[]{}[A][B]"
      })
  void everyFormOfAnswerIsUnderstoodWhereverItIsCut(String form) {
    String answer = form.replace("A", A).replace("B", B);
    List<String> wanted = form.contains("{}") ? List.of("{}", A, B) : List.of(A, B);

    assertThat(scan(scanner(), answer)).isEqualTo(wanted);
    for (int cut = 0; cut <= answer.length(); cut++) {
      EventScanner scanner = scanner();
      assertThat(scan(scanner, answer.substring(0, cut), answer.substring(cut)))
          .as("cut at " + cut)
          .isEqualTo(wanted);
      assertThat(scanner.unfinished()).isFalse();
    }
    assertThat(scan(scanner(), answer.split("(?<=.)"))).isEqualTo(wanted);
  }

  @Test
  void anEventIsFoundWithItsClosingBrace() {
    EventScanner scanner = scanner();
    assertThat(scan(scanner, "{\"events\":[", A.substring(0, A.length() - 1))).isEmpty();
    assertThat(scan(scanner, "}")).containsExactly(A);
    assertThat(scanner.unfinished()).isTrue();
  }

  @Test
  void theDigestIsKeptAsItStands() {
    EventScanner scanner = scanner();
    assertThat(scan(scanner, "{\"events\":[" + A + "],\"digest\":\"a \\\"b\\\" \\u00e4: {x}\"}"))
        .hasSize(1);
    assertThat(scanner.digest()).isEqualTo("a \\\"b\\\" \\u00e4: {x}");

    assertThat(scan(scanner(), B)).containsExactly(B);
  }

  @Test
  void anEventThatIsTooLongIsLostAndTheNextIsNot() {
    EventScanner scanner = new EventScanner(200);
    String big = "{\"type\":\"x\",\"data\":{\"s\":\"" + "y".repeat(300) + "\"}}";

    assertThat(scan(scanner, "{\"events\":[" + A + "," + big + "," + B + "]}"))
        .containsExactly(A, B);
    assertThat(scanner.oversized()).isEqualTo(1);
  }

  @Test
  void aCutAnswerKeepsItsWholeEvents() {
    String answer = "{\"events\":[" + A + "," + B + "]}";
    for (int end = 0; end < answer.length(); end++) {
      EventScanner scanner = scanner();
      int wanted = end < 11 + A.length() ? 0 : end < 12 + A.length() + B.length() ? 1 : 2;
      assertThat(scan(scanner, answer.substring(0, end))).hasSize(wanted);
      assertThat(scanner.unfinished()).isEqualTo(end > 1);
    }
  }

  @Test
  void randomDocumentsInRandomPiecesAreWhatJacksonReads() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      List<ObjectNode> events = new ArrayList<>();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        ObjectNode event = JSON.createObjectNode().put("type", text(random));
        event.set("data", JSON.createObjectNode().set(text(random), tree(random, 0)));
        events.add(event);
      }
      boolean pretty = random.nextBoolean();
      List<String> texts = new ArrayList<>();
      for (ObjectNode event : events) {
        texts.add(pretty ? event.toPrettyString() : event.toString());
      }
      String joined = String.join(",", texts);
      String answer =
          switch (random.nextInt(3)) {
            case 0 -> "{\"events\": [" + joined + "], \"digest\": \"x\"}";
            case 1 -> "[" + joined + "]";
            default -> String.join("\n", texts);
          };
      EventScanner scanner = new EventScanner(100_000);
      List<String> found = new ArrayList<>();
      for (int at = 0; at < answer.length(); ) {
        int end = Math.min(answer.length(), at + 1 + random.nextInt(12));
        found.addAll(scan(scanner, answer.substring(at, end)));
        at = end;
      }
      assertThat(found).hasSameSizeAs(events);
      for (int i = 0; i < found.size(); i++) {
        assertThat(JSON.readTree(found.get(i))).isEqualTo(events.get(i));
      }
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 3 : 5)) {
      case 0 -> JSON.getNodeFactory().numberNode(random.nextInt());
      case 1 -> JSON.getNodeFactory().textNode(text(random));
      case 2 -> JSON.getNodeFactory().nullNode();
      case 3 -> JSON.createArrayNode().add(tree(random, depth + 1)).add(tree(random, depth + 1));
      default -> {
        ObjectNode object = JSON.createObjectNode();
        object.set(text(random), tree(random, depth + 1));
        object.set("events", tree(random, depth + 1));
        yield object;
      }
    };
  }

  private static String text(Random random) {
    String alphabet = "{}[]\",:\\ \nab\u00e4`events";
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
