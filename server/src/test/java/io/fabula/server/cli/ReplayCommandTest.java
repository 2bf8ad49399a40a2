package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fabula replay`, as a person starts it.
class ReplayCommandTest {
  private static final Path RECORDINGS =
      Path.of("..", "generator", "src", "test", "resources", "recordings");
  private static final Pattern URL = Pattern.compile("ws://\\S+");

  @TempDir Path folder;

  /// The first text message at an address.
  private static String heard(URI address) throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence text, boolean last) {
            messages.add(text.toString());
            socket.request(1);
            return null;
          }
        };
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket = http.newWebSocketBuilder().buildAsync(address, listener).join();
      String message = messages.poll(20, TimeUnit.SECONDS);
      socket.abort();
      http.shutdownNow();
      return message == null ? "nothing" : message;
    }
  }

  /// Starts the command; answers where it serves recordings, before it is stopped.
  private List<String> hear(int urls, String... arguments)
      throws IOException, InterruptedException {
    Process process = FabulaProcess.builder(folder, arguments).start();
    List<String> heard = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (heard.size() < urls) {
        Matcher url = URL.matcher(out.readLine());
        if (url.find()) {
          heard.add(heard(URI.create(url.group())));
        }
      }
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return heard;
  }

  @Test
  void aReplayIsServedAtItsPath() throws Exception {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, "{\"ts\":60000,\"text\":\"good {{oneOf \\\"day\\\"}}\"}\n");

    assertThat(hear(1, "replay", "a.jsonl", "--port", "0", "--path", "/live/x", "--speed", "max"))
        .containsExactly("good day");
  }

  @Test
  void aHarIsServedDirectly() throws Exception {
    String file = RECORDINGS.resolve("chrome.har").toAbsolutePath().normalize().toString();

    assertThat(hear(1, "replay", file, "--port", "0", "--speed", "max").getFirst())
        .isNotEqualTo("nothing");
  }

  @Test
  void aTransformChangesWhatIsServed() throws Exception {
    Files.writeString(folder.resolve("a.jsonl"), "{\"ts\":0,\"text\":\"{\\\"price\\\":21}\"}\n");
    Files.writeString(folder.resolve("double.js"), "message.price *= 2;\nreturn message;\n");

    assertThat(hear(1, "replay", "a.jsonl", "--port", "0", "--transform", "double.js"))
        .containsExactly("{\"price\":42}");
  }

  @Test
  void aTransformThatCannotRunIsSaidBeforeAnythingIsServed() throws Exception {
    Files.writeString(folder.resolve("a.jsonl"), "{\"ts\":0,\"text\":\"a\"}\n");
    Files.writeString(folder.resolve("broken.js"), "let a = 1;\nlet b b;\n");
    Files.writeString(
        folder.resolve("fabula.yaml"),
        "websocket:\n  handlers:\n    - { path: /x, file: a.jsonl, transform: broken.js }\n");
    Files.createDirectory(folder.resolve("empty"));

    FabulaProcess broken =
        FabulaProcess.run(
            folder.resolve("empty"),
            Map.of(),
            "replay",
            "../a.jsonl",
            "--transform",
            "../broken.js");
    FabulaProcess absent =
        FabulaProcess.run(
            folder.resolve("empty"), Map.of(), "replay", "../a.jsonl", "--transform", "no.js");
    FabulaProcess served = FabulaProcess.run(folder, Map.of(), "serve", "--port", "0");
    FabulaProcess checked = FabulaProcess.run(folder, Map.of(), "validate", "fabula.yaml");

    assertThat(broken.exit()).isEqualTo(2);
    assertThat(broken.err()).startsWith("../broken.js:2:7: Expected ; but found b");
    assertThat(broken.out()).isEmpty();
    assertThat(absent.exit()).isEqualTo(2);
    assertThat(absent.err()).startsWith("no.js: no such file");
    assertThat(served.exit()).isEqualTo(2);
    assertThat(served.err()).contains("broken.js:2:7: Expected ; but found b");
    assertThat(checked.exit()).isEqualTo(2);
    assertThat(checked.out()).contains("broken.js:2:7: Expected ; but found b");
  }

  @Test
  void aTokenThatIsNoneIsAWarning() throws Exception {
    Files.writeString(folder.resolve("a.jsonl"), "{\"ts\":0,\"text\":\"id {{uuidd}}\"}\n");

    FabulaProcess checked = FabulaProcess.run(folder, Map.of(), "validate", "a.jsonl");

    assertThat(checked.exit()).isZero();
    assertThat(checked.out() + checked.err()).contains("a.jsonl:1:", "warning", "uuidd", "uuid");
  }

  @Test
  void whatCannotBePlayedIsSaidBeforeAnythingIsServed() throws Exception {
    Files.writeString(folder.resolve("bad.jsonl"), "{\"ts\":0,\"text\":\"a\",\"wait\":1}\n");

    FabulaProcess faulty =
        FabulaProcess.run(folder, Map.of(), "replay", "bad.jsonl", "--port", "0");
    FabulaProcess absent = FabulaProcess.run(folder, Map.of(), "replay", "no.jsonl");
    FabulaProcess fast =
        FabulaProcess.run(folder, Map.of(), "replay", "bad.jsonl", "--speed", "5000");

    assertThat(faulty.exit()).isEqualTo(2);
    assertThat(faulty.err()).startsWith("bad.jsonl:1:").contains("wait");
    assertThat(absent.exit()).isEqualTo(2);
    assertThat(absent.err()).contains("no.jsonl", "no such file");
    assertThat(fast.exit()).isEqualTo(2);
    assertThat(fast.err()).contains("a speed is from 0.1 to 1000, or max");
  }
}
