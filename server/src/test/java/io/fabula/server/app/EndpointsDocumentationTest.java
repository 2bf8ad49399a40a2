package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the conversations of docs/endpoints.md with the blocks above them, and plays the README's.
class EndpointsDocumentationTest {
  private static final Pattern BLOCK =
      Pattern.compile("```yaml\\n(.*?)```(?:\\n\\n```text\\n(.*?)```)?", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("(b?)([<>]) (close )?(.*)");
  private static final Pattern PATH = Pattern.compile("path: (\\S+)");

  @TempDir Path folder;

  record Example(String path, String yaml, String conversation) {
    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Example> examples() throws Exception {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/endpoints.md")));
    List<Example> examples = new ArrayList<>();
    while (block.find()) {
      Matcher path = PATH.matcher(block.group(1));
      assertThat(path.find()).isTrue();
      examples.add(
          new Example(path.group(1), block.group(1), block.group(2) == null ? "" : block.group(2)));
    }
    assertThat(examples).hasSizeGreaterThan(8);
    return examples.stream();
  }

  @Test
  void theReadmesEndpointAnswers() throws Exception {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../README.md")));
    String yaml = "";
    while (block.find()) {
      yaml = block.group(1).contains("/orders") ? block.group(1) : yaml;
    }
    try (TestServer server = Guide.configured(folder, yaml.replace("800", "10"));
        TestClient client = server.connect("/orders")) {
      client.say("{\"type\":\"order\",\"sku\":\"a-1\"}");
      assertThat(client.json().path("sku").asText()).isEqualTo("a-1");
      assertThat(client.json().path("type").asText()).isEqualTo("shipped");
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatThePageShowsIsWhatHappens(Example example) throws Exception {
    Map<String, TestClient> clients = new HashMap<>();
    try (TestServer server = Guide.configured(folder, example.yaml)) {
      clients.put("", server.connect(example.path));
      for (String line : example.conversation.lines().toList()) {
        Matcher said = LINE.matcher(line);
        assertThat(said.matches()).as(line).isTrue();
        if (!clients.containsKey(said.group(1))) {
          clients.put(said.group(1), server.connect(example.path));
        }
        happens(clients.get(said.group(1)), said);
      }
    } finally {
      clients.values().forEach(TestClient::close);
    }
  }

  private static void happens(TestClient client, Matcher line) throws InterruptedException {
    String text = line.group(4);
    boolean says = line.group(2).equals(">");
    if (line.group(3) == null) {
      if (says) {
        client.say(text);
      } else {
        assertThat(client.text()).matches(pattern(text));
      }
      return;
    }
    String[] close = text.split(" ", 2);
    int code = Integer.parseInt(close[0]);
    String reason = close.length > 1 ? close[1] : "";
    if (says) {
      client.leave(code, reason);
    } else {
      assertThat(client.closed()).isEqualTo(new TestClient.Close(code, reason));
    }
  }

  /// Three dots stand for anything.
  private static String pattern(String text) {
    return Stream.of(text.split("\\.\\.\\.", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }
}
