package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.Terminal;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiFaultTest {
  private static final String QUOTA =
      """
      {"error":{"message":"You exceeded your current quota","type":"insufficient_quota",\
      "param":null,"code":"insufficient_quota"}}\
      """;

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
  void theseStatusesAreRetriable(int status) {
    assertThat(thrownFor(ScriptedAnswer.status(status, error("busy"))))
        .isInstanceOf(Retriable.class)
        .hasMessageStartingWith("openai ")
        .hasMessageContaining("(HTTP " + status + ")")
        .hasMessageEndingWith("It says: busy");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 402, 403, 404, 405, 413, 422})
  void theseStatusesAreTerminal(int status) {
    assertThat(thrownFor(ScriptedAnswer.status(status, error("no"))))
        .isInstanceOf(Terminal.class)
        .hasMessageStartingWith("openai ")
        .hasMessageContaining("(HTTP " + status + ")");
  }

  @Test
  void aRefusedKeyNamesTheSettingAndTheVariable() {
    assertThat(thrownFor(ScriptedAnswer.status(401, error("bad key"))))
        .hasMessage(
            "openai refused the API key (HTTP 401); look at providers.openai.api_key"
                + " or the variable OPENAI_API_KEY. It says: bad key");
  }

  @Test
  void anUnknownModelNamesModelAndAddress() {
    assertThat(thrownFor(ScriptedAnswer.status(404, error("no such model"))))
        .hasMessageContainingAll("gpt-test", "http://127.0.0.1:", "providers.openai.model");
  }

  @Test
  void aSpentQuotaIsTerminalThoughItsStatusIs429() {
    assertThat(thrownFor(ScriptedAnswer.status(429, QUOTA)))
        .isInstanceOf(Terminal.class)
        .hasMessageContaining("quota");
  }

  @Test
  void retryAfterIsPassedOn() {
    var limited = ScriptedAnswer.status(429, error("slow"), Map.of("Retry-After", "7"));

    assertThat(thrownFor(limited))
        .isInstanceOfSatisfying(
            Retriable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"message\":\"flat\"}|flat",
        "{\"error\":\"only words\"}|only words",
        "{\"detail\":\"by FastAPI\"}|by FastAPI",
        "<html>Bad Gateway</html>|<html>Bad Gateway</html>",
        "[1]|[1]"
      })
  void errorsOfAnyShapeAreQuoted(String body, String words) {
    assertThat(thrownFor(ScriptedAnswer.status(502, body)))
        .hasMessageEndingWith("It says: " + words);
  }

  @Test
  void anErrorWithoutBodyIsASentenceToo() {
    assertThat(thrownFor(ScriptedAnswer.status(503, "")))
        .hasMessage("openai has trouble of its own (HTTP 503).");
  }

  @Test
  void foreignWordsAreOneShortLine() {
    String nasty = "\\u001b[31mred\\r\\nnext line\\u202eleft " + "😀".repeat(300);

    String message =
        String.valueOf(thrownFor(ScriptedAnswer.status(500, error(nasty))).getMessage());

    String said = message.substring(message.indexOf("It says: ") + "It says: ".length());
    assertThat(said).startsWith("[31mred next line left 😀").endsWith("😀…");
    assertThat(said.length()).isLessThanOrEqualTo(200);
    assertThat(message).doesNotContainPattern("\\p{Cc}");
  }

  @Test
  void aPortWhereNobodyListensIsRetriable() throws Exception {
    URI nobody;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
    }

    assertThat(thrownBy(nobody))
        .isInstanceOf(Retriable.class)
        .hasMessage("openai cannot be reached at " + nobody + ".");
  }

  @Test
  void aHostThatDoesNotExistIsRetriable() {
    assertThat(thrownBy(URI.create("http://fabula.invalid/v1")))
        .isInstanceOf(Retriable.class)
        .hasMessage("openai: no such host: http://fabula.invalid/v1.");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429, 500})
  void neitherKeyNorHeaderValuesShowInAnyException(int status) {
    String echo = error("You sent Bearer " + Given.KEY + " and team-secret-0815");

    Throwable thrown = thrownFor(ScriptedAnswer.status(status, echo));

    assertThat(everythingOf(thrown))
        .contains("You sent Bearer *** and ***")
        .doesNotContain(Given.KEY)
        .doesNotContain("team-secret-0815");
  }

  @Test
  void neitherKeyNorHeaderValuesShowInAnErrorEvent() {
    Throwable thrown =
        thrownFor(ScriptedAnswer.start().error("server_error", "key " + Given.KEY + " failed"));

    assertThat(everythingOf(thrown)).contains("key *** failed").doesNotContain(Given.KEY);
  }

  @Test
  void theKeyDoesNotShowInToString() {
    var settings =
        Given.settings(
            "openai", URI.create("http://localhost/v1"), ProviderSettings.Timeouts.DEFAULT);
    try (var model = Providers.open(settings)) {
      assertThat(settings.toString() + model)
          .contains("gpt-test")
          .doesNotContain(Given.KEY)
          .doesNotContain("team-secret-0815");
    }
  }

  private static String error(String message) {
    return "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"param\":null,\"code\":null}}"
        .formatted(message);
  }

  /// The stack trace with its causes and suppressed ones.
  private static String everythingOf(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static Throwable thrownFor(ScriptedAnswer script) {
    try (var stub = ChatCompletionsStub.open(_ -> script)) {
      Throwable thrown = thrownBy(stub.baseUrl());
      assertThat(stub.requests()).as("no retries of its own").hasSize(1);
      return thrown;
    }
  }

  private static Throwable thrownBy(URI baseUrl) {
    try (var model = Given.model(baseUrl);
        var answer = model.ask(Given.PROMPT)) {
      return catchThrowable(answer::next);
    }
  }
}
