package io.fabula.providers.cassette;

import static io.fabula.providers.cassette.Tapes.LOCAL;
import static io.fabula.providers.cassette.Tapes.PROMPT;
import static io.fabula.providers.cassette.Tapes.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.providers.Answer;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFileTest {
  private static final String CANARY = "sk-canary-0123456789";

  @TempDir private Path folder;
  private Tapes tapes = new Tapes(Path.of(""));

  @BeforeEach
  void inAFolderOfItsOwn() {
    tapes = new Tapes(folder.resolve("cassettes"));
  }

  private static Prompt withSchema(String json) {
    return new Prompt(
        "You tell stories.\nIn JSON.",
        "Write the next 10 events.",
        Optional.of(new Prompt.ResponseSchema("events", json)),
        1000);
  }

  @Test
  void aRecordingReadsWell() throws Exception {
    tapes.record(
        LOCAL.withOptions(Map.of("temperature", "0.5", "num_ctx", "4096")),
        withSchema("{\"type\":\"object\",\"required\":[\"a\",\"b\"]}"),
        "{\"type\":",
        "\"trade\"}");

    assertThat(tapes.onlyFile().getFileName()).hasToString("82cb7eacb5882083.json");
    assertThat(Files.readString(tapes.onlyFile()))
        .isEqualTo(
            """
            {
              "request": {
                "provider": "local",
                "type": "ollama",
                "model": "llama",
                "options": {
                  "num_ctx": "4096",
                  "temperature": "0.5"
                },
                "max_tokens": 1000,
                "system": [
                  "You tell stories.",
                  "In JSON."
                ],
                "user": [
                  "Write the next 10 events."
                ],
                "schema": {
                  "name": "events",
                  "json": {
                    "type": "object",
                    "required": [ "a", "b" ]
                  }
                }
              },
              "answer": {
                "pieces": [
                  [ 0, "{\\"type\\":" ],
                  [ 0, "\\"trade\\"}" ]
                ],
                "usage": {
                  "input_tokens": 11,
                  "output_tokens": 7,
                  "cached_tokens": 3
                },
                "ended": "end"
              }
            }
            """);
  }

  @Test
  void eachPartOfTheRequestHasItsSayInTheKey() {
    Prompt schema = withSchema("{\"a\":1}");
    List<Request> different =
        List.of(
            Request.of(LOCAL, PROMPT),
            Request.of(ProviderSettings.of("other", "ollama", "llama"), PROMPT),
            Request.of(ProviderSettings.of("local", "openai", "llama"), PROMPT),
            Request.of(ProviderSettings.of("local", "ollama", "phi"), PROMPT),
            Request.of(LOCAL.withOptions(Map.of("temperature", "1")), PROMPT),
            Request.of(LOCAL.withOptions(Map.of("temperature", "0")), PROMPT),
            Request.of(LOCAL.withOptions(Map.of("num_ctx", "1")), PROMPT),
            Request.of(LOCAL, new Prompt(PROMPT.system(), PROMPT.user(), PROMPT.schema(), 999)),
            Request.of(LOCAL, new Prompt("", PROMPT.user(), PROMPT.schema(), 1000)),
            Request.of(LOCAL, new Prompt(PROMPT.system(), "", PROMPT.schema(), 1000)),
            Request.of(LOCAL, new Prompt("a", "bc", PROMPT.schema(), 1000)),
            Request.of(LOCAL, new Prompt("ab", "c", PROMPT.schema(), 1000)),
            Request.of(LOCAL, schema),
            Request.of(LOCAL, withSchema("{\"a\":2}")));
    Set<String> keys = new HashSet<>();

    different.forEach(request -> keys.add(request.key()));

    assertThat(keys).hasSize(different.size()).allMatch(key -> key.matches("[0-9a-f]{16}"));
  }

  @Test
  void keyHeadersAndAddressHaveNone() throws Exception {
    tapes.record(LOCAL, PROMPT, "a");
    var hosted =
        LOCAL
            .withApiKey(CANARY)
            .withHeaders(Map.of("X-Team", "storytellers"))
            .withBaseUrl(java.net.URI.create("http://elsewhere"));

    assertThat(read(tapes.replay(hosted).ask(PROMPT))).containsExactly("a");
  }

  @Test
  void secretsAreNeverWritten() throws Exception {
    var settings =
        LOCAL
            .withApiKey(CANARY)
            .withHeaders(Map.of("Authorization", "Bearer token\"canary"))
            .withOptions(Map.of("note", CANARY));
    var prompt =
        new Prompt(
            "key " + CANARY,
            "token\"canary",
            Optional.of(
                new Prompt.ResponseSchema(
                    "s", "{\"a\":\"\\u0073k-canary-0123456789\",\"b\":\"token\\\"canary\"}")),
            10);

    tapes.record(settings, prompt, "x", CANARY + CANARY, "sk-can", "ary-0123", "456789 y", "z");

    assertThat(Files.readString(tapes.onlyFile())).doesNotContain("canary", "ary-0123", "456789");
    assertThat(read(tapes.replay(settings).ask(prompt)))
        .containsExactly("x", "******", "***", " y", "z");
  }

  @Test
  void theFolderOfAProviderCannotLieElsewhere() throws Exception {
    var climbing = ProviderSettings.of("../x", "ollama", "llama");

    tapes.record(climbing, PROMPT, "a");

    assertThat(tapes.dir().relativize(tapes.onlyFile().toAbsolutePath().normalize()).toString())
        .matches("_._x-[0-9a-f]{8}/[0-9a-f]{16}\\.json");
    assertThat(read(tapes.replay(climbing).ask(PROMPT))).containsExactly("a");
    assertThat(List.of("..", ".", "", "a/b", "/etc", "a\\b", "c:d", "é"))
        .allMatch(
            name ->
                Shelf.fileName(name)
                    .matches("[A-Za-z0-9_][A-Za-z0-9_.-]*-[0-9a-f]{8}" + "|-[0-9a-f]{8}"));
    assertThat(Shelf.fileName("a/b")).isNotEqualTo(Shelf.fileName("a:b"));
    assertThat(Shelf.fileName("gpt-4.1_x")).isEqualTo("gpt-4.1_x");
  }

  @Test
  void manyWritersOfOneKeyLeaveOneWholeRecording() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> writers =
          IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      threads.<Void>submit(
                          () -> {
                            tapes.record(LOCAL, PROMPT, "text " + i, " end " + i);
                            String played = String.join("", read(tapes.replay(LOCAL).ask(PROMPT)));
                            assertThat(played).matches("text (\\d+) end \\1");
                            return null;
                          }))
              .toList();
      for (Future<Void> writer : writers) {
        writer.get();
      }
    }

    assertThat(tapes.onlyFile()).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"request\":{},\"request\":{}}",
        "GOOD x",
        "GOOD-without-\"end\"",
        "GOOD-without-\"a\"",
        "GOOD-without-[ 0,",
      })
  void aDamagedRecordingIsAnErrorThatNamesIt(String damage) throws Exception {
    tapes.record(LOCAL, PROMPT, "a");
    Path file = tapes.onlyFile();
    String good = Files.readString(file);
    Files.writeString(
        file,
        damage.startsWith("GOOD-without-")
            ? good.replace(damage.substring("GOOD-without-".length()), "0")
            : damage.replace("GOOD", good));

    Answer answer = tapes.replay(LOCAL).ask(PROMPT);

    assertThatThrownBy(answer::next)
        .isInstanceOf(Rejected.class)
        .hasMessageStartingWith("the recording " + file + " cannot be used: ")
        .hasMessageEndingWith("; mend it, or delete it and record anew");
  }

  @Test
  void aRecordingOfHugeSizeIsNotReadIntoMemory() throws Exception {
    tapes.record(LOCAL, PROMPT, "a");
    try (var file = new java.io.RandomAccessFile(tapes.onlyFile().toFile(), "rw")) {
      file.setLength(33L << 20);
    }

    Answer answer = tapes.replay(LOCAL).ask(PROMPT);

    assertThatThrownBy(answer::next)
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("longer than 33554432 bytes");
  }

  @Test
  void noTemporaryFileStays() throws Exception {
    tapes.record(LOCAL, PROMPT, "a");

    try (Stream<Path> files = Files.list(tapes.dir().resolve("local"))) {
      assertThat(files).hasSize(1);
    }
  }
}
