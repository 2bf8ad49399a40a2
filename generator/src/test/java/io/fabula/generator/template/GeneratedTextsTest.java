package io.fabula.generator.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What holds for every text, tried with many.
@Timeout(120)
class GeneratedTextsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final int TEXTS = 20_000;

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "{{",
          "}}",
          "{{{",
          "}}}",
          "[",
          "]",
          "\"",
          "'",
          "\\",
          "\\\"",
          ":",
          ",",
          " ",
          "\n",
          "a",
          "1",
          "-",
          "true",
          "null",
          "ü",
          "😀",
          "\ud83d",
          "\u0000",
          "{\"a\":",
          "[\"x\",",
          "{}",
          "{{uuid}}",
          "{{now}}",
          "{{now+1h}}",
          "{{seq}}",
          "{{randInt 1 9}}",
          "{{random_float 0 1}}",
          "{{oneOf 'a' \"b}}\" 3}}",
          "{{oneOf \\\"a\\\"}}",
          "{{message.x}}",
          "{{$.x}}",
          "{{message}}",
          "{{$.y[?(@.z == 1)]}}",
          "{{params.p}}",
          "{{connection.id}}",
          "{{unknown}}",
          "{{randInt}}",
          "{{$.y[}}",
          "{{ '",
          "{{env.HOME}}");

  private final Random random = new Random(20_261_120);

  private String text(List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(24); i >= 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  @Test
  void noMixtureOfBracesTokensAndTextThrows() {
    for (int i = 0; i < TEXTS; i++) {
      String text = text(PIECES);
      Conversation told = Told.conversation(i).heard("{\"x\":\"" + i + "\",\"y\":[{\"z\":1}]}");

      String once = Told.template(text).expand(told);
      String again =
          Told.template(text)
              .expand(Told.conversation(i).heard("{\"x\":\"" + i + "\",\"y\":[{\"z\":1}]}"));

      assertThat(again).as(text).isEqualTo(once);
      JsonTemplate.compile(JSON.createObjectNode().put("k", text), Told.PLACE, Vocabulary.plain())
          .expand(told);
    }
  }

  @Test
  void textWithoutTokensIsUnchanged() {
    List<String> plain = PIECES.stream().filter(piece -> !piece.startsWith("{{")).toList();
    for (int i = 0; i < TEXTS; i++) {
      // Braces may still meet: what stands between them is no token.
      String text = text(plain);
      if (!text.contains("\ud83d") || text.contains("😀")) {
        String whole = text.replaceAll("\ud83d(?!\ude00)", "?");
        assertThat(Told.expand(whole)).isEqualTo(whole);
      }
    }
  }

  @Test
  void noExpandedValueIsExpandedAgain() {
    for (int i = 0; i < TEXTS; i++) {
      String said = text(PIECES).replaceAll("\ud83d(?!\ude00)", "?");
      Conversation told = Told.conversation(i).heard(JSON.createObjectNode().put("x", said));

      assertThat(Told.template("said: {{message.x}} {{$.x}}").expand(told))
          .isEqualTo("said: " + said + " " + said);
    }
  }

  @Test
  void aTreeStaysTheTreeWhateverIsSaid() throws JsonProcessingException {
    for (int i = 0; i < TEXTS / 4; i++) {
      JsonNode tree = tree(4, i);
      String said = text(PIECES).replaceAll("\ud83d(?!\ude00)", "?");
      JsonNode message = JSON.createObjectNode().put("x", said);

      String asTree =
          JsonTemplate.compile(tree, Told.PLACE, Vocabulary.plain())
              .expand(Told.conversation(i).heard(message));
      String asText =
          Told.template(JSON.writeValueAsString(tree)).expand(Told.conversation(i).heard(message));

      JsonNode expected = said(tree, said);
      assertThat(JSON.readTree(asTree)).as(asTree).isEqualTo(expected);
      assertThat(JSON.readTree(asText)).as(asText).isEqualTo(expected);
    }
  }

  /// Texts that are JSON with a harmless value stay the same JSON with any other: also those with
  /// faults, and those that nobody would call JSON.
  @Test
  void noValueMakesAnotherStructureOfAText() throws JsonProcessingException {
    int compared = 0;
    for (int i = 0; i < 2 * TEXTS; i++) {
      String text = worn(JSON.writeValueAsString(tree(3, i)).replace("\"V\"", "{{$.x}}"));
      Template template = Told.template(text);
      Optional<JsonNode> harmless = json(template, i, random.nextBoolean() ? "1" : "a");
      if (harmless.isPresent()) {
        compared++;
        String said = random.nextBoolean() ? text(PIECES) : "\",\"admin\":1,\"b\":\"\\";

        Optional<JsonNode> hostile = json(template, i, said);

        assertThat(hostile.map(GeneratedTextsTest::shape))
            .as("%s with %s", text, said)
            .isEqualTo(harmless.map(GeneratedTextsTest::shape));
      }
    }
    assertThat(compared).isGreaterThan(TEXTS / 4);
  }

  /// The text with up to three characters left out, doubled or put in.
  private String worn(String text) {
    StringBuilder worn = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0 && !worn.isEmpty(); i--) {
      int at = random.nextInt(worn.length());
      switch (random.nextInt(3)) {
        case 0 -> worn.deleteCharAt(at);
        case 1 -> worn.insert(at, worn.charAt(at));
        default -> worn.insert(at, "\"\\{}[],: 1".charAt(random.nextInt(10)));
      }
    }
    return worn.toString();
  }

  private static Optional<JsonNode> json(Template template, int seed, String said) {
    JsonNode message = JSON.createObjectNode().put("x", said);
    try {
      JsonNode read = STRICT.readTree(template.expand(Told.conversation(seed).heard(message)));
      return Optional.of(read).filter(JsonNode::isContainerNode);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /// The tree without what its strings say.
  private static JsonNode shape(JsonNode node) {
    return said(node, null);
  }

  /// A tree whose strings have `{{$.x}}` in them.
  private JsonNode tree(int depth, int salt) {
    return switch (depth == 0 ? random.nextInt(3) : random.nextInt(6)) {
      case 0 ->
          salt % 3 == 0
              ? JSON.getNodeFactory().numberNode(salt)
              : JSON.getNodeFactory().textNode("V");
      case 1, 2 ->
          JSON.getNodeFactory().textNode("say {{$.x}}, " + (salt % 2 == 0 ? "" : "\"<\\{"));
      case 3 -> {
        ArrayNode list = JSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(tree(depth - 1, salt + i));
        }
        yield list;
      }
      default -> {
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k\"\\" + i, tree(depth - 1, salt + i));
        }
        yield object;
      }
    };
  }

  private static JsonNode said(JsonNode node, @Nullable String said) {
    if (node.isTextual()) {
      return JSON.getNodeFactory()
          .textNode(said == null ? "" : node.textValue().replace("{{$.x}}", said));
    }
    if (node.isArray()) {
      ArrayNode list = JSON.createArrayNode();
      node.forEach(item -> list.add(said(item, said)));
      return list;
    }
    if (node.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      node.properties().forEach(m -> object.set(m.getKey(), said(m.getValue(), said)));
      return object;
    }
    return node;
  }
}
