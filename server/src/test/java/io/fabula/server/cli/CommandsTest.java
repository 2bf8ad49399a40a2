package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands as processes: what they print where, and their exit codes.
class CommandsTest {
  private static final String START = "2026-11-20T12:00:00Z";

  @TempDir Path folder;

  private FabulaProcess fabula(String... arguments) throws IOException, InterruptedException {
    return FabulaProcess.run(folder, Map.of(), arguments);
  }

  @Test
  void theSameSeedAndStartGiveTheSameBytes() throws Exception {
    FabulaProcess one =
        fabula("generate", "shop", "--count", "500", "--seed", "7", "--start", START);
    FabulaProcess two =
        fabula("generate", "shop", "--count", "500", "--seed", "7", "--start", START);

    assertThat(one.exit()).isZero();
    assertThat(one.lines()).hasSize(500);
    assertThat(one.lines().getFirst())
        .contains("\"timestamp\":\"2026-11-20T12:00:00.000Z\",\"sequence\":1,");
    assertThat(two.out()).isEqualTo(one.out());
  }

  @Test
  void theSchemaOfTheConfigurationIsPrintedForEditors() throws Exception {
    FabulaProcess schema = fabula("schema");
    FabulaProcess help = fabula("schema", "--help");

    assertThat(schema.exit()).isZero();
    assertThat(new ObjectMapper().readTree(schema.out()).path("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(help.out()).contains("# yaml-language-server: $schema=fabula.schema.json");
  }

  @Test
  void fromGivesTheTailOfTheWholeRun() throws Exception {
    FabulaProcess whole =
        fabula("generate", "shop", "--count", "60", "--seed", "7", "--start", START);
    FabulaProcess tail =
        fabula(
            "generate", "shop", "--from", "41", "--count", "20", "--seed", "7", "--start", START);

    assertThat(tail.lines()).isEqualTo(whole.lines().subList(40, 60));
  }

  @Test
  void dirtyDataIsWrittenAsItIsAndIsNoFaultOfTheStory() throws Exception {
    Path story = folder.resolve("dirty.md");
    Files.writeString(
        story,
        """
        ---
        rate: 10
        events: { t: { schema: { type: object, required: [n, v], properties: { n: { type: integer } } } } }
        ---
        A sensor with a bad cable.
        """);
    Files.writeString(
        folder.resolve("dirty.blueprint.json"),
        """
        {"blueprint": 1, "faults": {"malformed": 0.2, "missing_field": 0.2, "late": 0.2},
         "entities": {"e": {"actions": [{"event": "t"}]}},
         "events": {"t": {"data": {"n": {"$sequence": 1}, "v": {"$uniform": [0, 1]}}}}}
        """);

    FabulaProcess valid = fabula("validate", story.toString());
    FabulaProcess told =
        fabula("generate", story.toString(), "--count", "500", "--format", "cloudevents");

    assertThat(valid.exit()).as(valid.err()).isZero();
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.lines()).hasSize(500).allMatch(line -> line.startsWith("{\"specversion\""));
    assertThat(told.lines()).anyMatch(line -> !line.contains("\"v\":"));
  }

  @Test
  void aFileAppearsOnlyWhenItIsComplete() throws Exception {
    Path file = folder.resolve("events.jsonl");
    Files.writeString(file, "old");

    FabulaProcess failed = fabula("generate", "shop", "-o", file.toString());
    assertThat(failed.exit()).isEqualTo(2);
    assertThat(failed.err()).contains("give --count or --duration");
    assertThat(file).hasContent("old");

    FabulaProcess done = fabula("generate", "shop", "--count", "10", "-o", file.toString());
    assertThat(done.exit()).isZero();
    assertThat(done.out()).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(10);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aReaderThatHasHadEnoughEndsAnEndlessStoryInPeace() throws Exception {
    Process process = FabulaProcess.builder(folder, "generate", "shop").start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).contains("\"sequence\":1,");
    }

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aFullDiskIsAFailure() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Process process =
        FabulaProcess.builder(folder, "generate", "shop", "--count", "2000")
            .redirectOutput(full.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void aPortInUseIsSaidInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FabulaProcess refused = fabula("serve", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err().strip())
          .startsWith("fabula: cannot listen on 127.0.0.1, port " + taken.getLocalPort())
          .hasLineCount(1);
    }
  }

  @Test
  void badUsageAndBadInputAreTwo() throws Exception {
    assertThat(fabula("generate", "shp").err()).contains("did you mean 'shop'?");
    assertThat(fabula("generate", "shp").exit()).isEqualTo(2);
    assertThat(fabula("generate", "shop", "--rate", "0").exit()).isEqualTo(2);
    assertThat(fabula("generate", "shop", "--start", "noon").err()).contains("RFC 3339");
    assertThat(fabula("generate").exit()).isEqualTo(2);
    assertThat(fabula("frobnicate").exit()).isEqualTo(2);
    assertThat(fabula("serve", "--host", "0.0.0.0").err()).contains("admin.token");
    assertThat(fabula("serve", "--provider", "nobody").err()).contains("no provider 'nobody'");
    assertThat(fabula("generate", "shop", "--provider", "openai").err()).contains("api_key");
  }

  @Test
  void validateListsEveryFaultWithItsPlace() throws Exception {
    Files.writeString(
        folder.resolve("tale.md"),
        """
        ---
        rate: fast
        cuont: 3
        ---
        Prose.
        """);
    Files.writeString(folder.resolve("fabula.yaml.txt"), "");
    Path config = Files.writeString(folder.resolve("other.yaml"), "websocket: { prot: 1 }\n");

    FabulaProcess narrative = fabula("validate", "tale.md");
    assertThat(narrative.exit()).isEqualTo(2);
    assertThat(narrative.lines())
        .containsExactly(
            "tale.md:2:7: rate must be a number, not 'fast'",
            "tale.md:3:1: unknown key 'cuont'; did you mean 'count'?");
    assertThat(fabula("validate", config.toString()).lines())
        .containsExactly(config + ":1:14: unknown key 'prot'; did you mean 'port'?");
    assertThat(fabula("validate", FabulaProcess.ROOT.resolve("narratives").toString()).exit())
        .isZero();
  }

  @Test
  void validateCompilesTheScriptsOfEndpointsAndWarnsOfTokens() throws Exception {
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        websocket:
          handlers:
            - path: /a
              rules:
                - match: { type: x }
                  when: "state."
                  response: "{{uiid}}"
        """);

    FabulaProcess validated = fabula("validate", "fabula.yaml");

    assertThat(validated.exit()).isEqualTo(2);
    assertThat(validated.lines()).hasSize(2);
    assertThat(validated.lines().getFirst())
        .isEqualTo("fabula.yaml:6:23: the text ends too early: something is missing or left open");
    assertThat(validated.lines().getLast()).startsWith("fabula.yaml:7:").contains("uuid");
  }

  @Test
  void providersShowsWhatIsConfiguredAndNoKey() throws Exception {
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        provider: local
        providers:
          local: { type: openai-compatible, base_url: "http://localhost:1/v1", model: small, api_key: "${KEY}" }
        """);

    FabulaProcess shown = FabulaProcess.run(folder, Map.of("KEY", "canary-7f3a"), "providers");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out())
        .containsPattern("\\* +local +openai-compatible +small")
        .contains("offline");
    assertThat(shown.out() + shown.err()).doesNotContain("canary-7f3a");
    assertThat(fabula("providers").err()).contains("fabula.yaml:3:", "KEY is not set");
  }

  @Test
  void helpIsThereForEveryCommand() throws Exception {
    Map<String, String> secret = Map.of("OPENAI_API_KEY", "sk-canary-51c");
    assertThat(FabulaProcess.run(folder, secret, "providers", "--help").out())
        .contains("api_key: \"${OPENAI_API_KEY}\"");
    assertThat(fabula("--help").out())
        .contains("serve", "generate", "blueprint", "convert", "validate", "providers");
    for (String command :
        new String[] {"serve", "generate", "blueprint", "convert", "validate", "providers"}) {
      FabulaProcess help = FabulaProcess.run(folder, secret, command, "--help");
      assertThat(help.exit()).isZero();
      assertThat(help.out())
          .startsWith("Usage: fabula " + command)
          .contains("-h, --help")
          .doesNotContain("sk-canary", "picocli");
    }
  }

  @Test
  void aServerEndsWithZeroOnATerminationSignal() throws Exception {
    Process process = FabulaProcess.builder(folder, "serve", "--port", "0").start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (!line.contains("/health/ready")) {
        line = out.readLine();
      }
      Matcher url = Pattern.compile("http://\\S+").matcher(line);
      assertThat(url.find()).isTrue();
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.group())).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
      process.destroy();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
  }
}
