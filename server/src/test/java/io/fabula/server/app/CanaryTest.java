package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Secrets planted in the configuration, in a header and in the environment show nowhere, at any
/// log level, however hard a provider tries to give them away.
@Isolated
class CanaryTest {
  private static final String KEY = "canary-key-7f3a9b2c41d8";
  private static final String HEADER = "canary-header-51d0aa77e2";
  private static final String ADMIN = "canary-admin-3c1f00d5b9";
  private static final List<String> CANARIES = List.of(KEY, HEADER, ADMIN);

  @TempDir Path folder;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Listening listening = new Listening();

  /// Keeps every line that would be logged at the lowest level.
  private final class Listening extends AppenderBase<ILoggingEvent> {
    private final PatternLayout layout = new PatternLayout();

    @Override
    public void start() {
      layout.setContext(getContext());
      layout.setPattern("%level %logger %msg %kvp %mdc %ex{full}");
      layout.start();
      super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      seen.add(layout.doLayout(event));
    }
  }

  @BeforeEach
  void listen() {
    listening.setContext(root.getLoggerContext());
    listening.start();
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    root.setLevel(Level.TRACE);
    root.addAppender(listening);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(listening);
    root.setLevel(before);
    others.forEach(root::addAppender);
  }

  private TestServer serve(ChatCompletionsStub stub) throws IOException {
    TestServer.narrative(folder, "tale", "rate: 1000\ncount: 8\nbatch: 4");
    Files.writeString(
        folder.resolve("fabula.yaml"),
        """
        provider: local
        providers:
          local:
            type: openai-compatible
            base_url: "%s"
            model: m
            api_key: "${KEY}"
            headers: { X-Secret: "Basic %s" }
            retries: 1
        cassette: { mode: record }
        admin: { token: "%s" }
        """
            .formatted(stub.baseUrl(), HEADER, ADMIN));
    return TestServer.start(folder, Map.of(), Map.of("KEY", KEY));
  }

  /// What a hostile provider might say with all that it was sent.
  private static String loud(Request request) {
    String key = request.header("authorization").orElse("");
    return "{\"error\":{\"message\":\"you sent %s and %s and %s\",\"type\":\"%s\"}}"
        .formatted(
            key,
            request.header("x-secret").orElse(""),
            Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8)),
            key);
  }

  @Test
  void noCanaryShowsAnywhere() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (ChatCompletionsStub stub =
            ChatCompletionsStub.open(
                request ->
                    switch (calls.getAndIncrement()) {
                      case 0 -> ScriptedAnswer.status(500, loud(request));
                      case 1, 3 ->
                          ScriptedAnswer.of(
                              "{\"events\":["
                                  + "{\"type\":\"a\",\"data\":{\"n\":%d}},".formatted(calls.get())
                                  + "{\"type\":\"a\",\"data\":{\"n\":%d}}],".formatted(-calls.get())
                                  + "\"digest\":\"all well\"}");
                      case 2 -> ScriptedAnswer.start().event(loud(request));
                      default -> ScriptedAnswer.status(401, loud(request));
                    });
        TestServer server = serve(stub)) {
      try (TestClient client = server.connect("/streams/tale")) {
        client.rest().forEach(event -> seen.add(event.toString()));
        assertThat(client.closed().code()).isEqualTo(1011);
        seen.add(client.closed().reason());
      }
      assertThat(stub.requests().getFirst().header("authorization"))
          .as("the canary was there to be shown")
          .contains("Bearer " + KEY);
      for (String path : List.of("/metrics", "/streams", "/health/ready", "/streams/none", "/x")) {
        var answer = server.get(path);
        seen.add(answer.body() + answer.headers().map());
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(Files::isRegularFile).filter(f -> !f.endsWith("fabula.yaml")).toList()) {
        seen.add(Files.readString(file));
      }
    }

    assertThat(seen).anyMatch(line -> line.contains("all well")).anyMatch(l -> l.contains("401"));
    String encoded = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
    for (String text : seen) {
      assertThat(text).doesNotContain(CANARIES).doesNotContain(encoded);
    }
  }
}
