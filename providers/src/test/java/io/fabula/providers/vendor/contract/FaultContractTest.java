package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class FaultContractTest {
  @EachVendor
  void statusesThatPassAreRetriable(Vendor vendor) {
    for (int status : new int[] {408, 409, 425, 429, 500, 502, 503, 504, 529}) {
      assertThat(rejected(vendor, status, "busy"))
          .isInstanceOf(Retriable.class)
          .hasMessageStartingWith("mine ")
          .hasMessageContaining("(HTTP " + status + ")")
          .hasMessageEndingWith("It says: busy");
    }
  }

  @EachVendor
  void statusesThatLastAreNot(Vendor vendor) {
    for (int status : new int[] {400, 401, 402, 403, 404, 405, 422}) {
      assertThat(rejected(vendor, status, "no"))
          .isInstanceOf(status == 400 || status == 422 ? Rejected.class : Misconfigured.class)
          .hasMessageStartingWith("mine ")
          .hasMessageContaining("(HTTP " + status + ")")
          .hasMessageEndingWith("It says: no");
    }
  }

  @EachVendor
  void aRefusedKeyNamesTheSettingAndTheVariable(Vendor vendor) {
    for (int status : new int[] {401, 403}) {
      String variable = vendor.keyVariable().map(name -> " or the variable " + name).orElse("");
      assertThat(rejected(vendor, status, "bad key"))
          .hasMessage(
              "mine refused the API key (HTTP %d); look at providers.mine.api_key%s. It says: bad key"
                  .formatted(status, variable));
    }
  }

  @EachVendor
  void anUnknownModelNamesModelAddressAndSettings(Vendor vendor) {
    assertThat(rejected(vendor, 404, "no such model"))
        .hasMessageContainingAll(
            "no model model-1 at http://127.0.0.1:", "providers.mine.model", ".base_url");
  }

  @EachVendor
  void aRedirectIsNotFollowed(Vendor vendor) {
    try (var elsewhere = Played.with(vendor, _ -> ScriptedAnswer.of("stolen"))) {
      for (int status : new int[] {301, 302, 307, 308}) {
        String target = elsewhere.stub().baseUrl() + "/elsewhere";
        assertThat(
                Played.thrown(
                    vendor, ScriptedAnswer.status(status, "", Map.of("Location", target))))
            .isInstanceOf(Misconfigured.class)
            .hasMessageContaining("(HTTP " + status + ")");
      }
      assertThat(elsewhere.stub().requests()).isEmpty();
    }
  }

  @EachVendor
  void theTimeToWaitIsPassedOn(Vendor vendor) {
    for (int status : new int[] {429, 503}) {
      assertThat(wait(vendor, status, Map.of("Retry-After", "7"))).isEqualTo(Duration.ofSeconds(7));
      assertThat(wait(vendor, status, Map.of("Retry-After", "0.25")))
          .isEqualTo(Duration.ofMillis(250));
      assertThat(wait(vendor, status, Map.of("retry-after-ms", "1500", "Retry-After", "9")))
          .isEqualTo(Duration.ofMillis(1500));
      ZonedDateTime soon = ZonedDateTime.now(ZoneOffset.UTC).plusHours(1);
      String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(soon);
      assertThat(wait(vendor, status, Map.of("Retry-After", date)))
          .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
    }
  }

  @EachVendor
  void whatIsNoTimeToWaitIsNone(Vendor vendor) {
    for (String nonsense : List.of("soon", "-1", "", "99999999999")) {
      var limited = ScriptedAnswer.status(429, "", Map.of("Retry-After", nonsense));

      assertThat(((Retriable) Played.thrown(vendor, limited)).retryAfter()).isEmpty();
    }
  }

  @EachVendor
  void aSpentQuotaIsNotRetriedThoughItsStatusIs429(Vendor vendor) {
    String spent =
        "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":\"insufficient_quota\"}}";

    assertThat(Played.thrown(vendor, ScriptedAnswer.status(429, spent)))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("quota");
  }

  @EachVendor
  void aPromptBeyondTheContextIsTooLong(Vendor vendor) {
    assertThat(Played.thrown(vendor, ScriptedAnswer.status(400, vendor.overflow())))
        .isInstanceOf(TooLong.class)
        .hasMessageContaining("It says: ");
    assertThat(rejected(vendor, 413, "large")).isInstanceOf(TooLong.class);
  }

  @EachVendor
  void errorsOfAnyShapeAreQuoted(Vendor vendor) {
    Map<String, String> saying =
        Map.of(
            "{\"message\":\"flat\"}", "flat",
            "{\"error\":\"only words\"}", "only words",
            "{\"detail\":\"by FastAPI\"}", "by FastAPI",
            "<html>Bad Gateway</html>", "<html>Bad Gateway</html>",
            "[{\"error\":{\"message\":\"in a list\"}}]", "in a list",
            "[1]", "[1]");

    saying.forEach(
        (body, words) ->
            assertThat(Played.thrown(vendor, ScriptedAnswer.status(502, body)))
                .hasMessageEndingWith("It says: " + words));
    assertThat(Played.thrown(vendor, ScriptedAnswer.status(503, "")))
        .hasMessage("mine has trouble of its own (HTTP 503).");
  }

  @EachVendor
  void foreignWordsAreOneShortLine(Vendor vendor) {
    String nasty = "\\u001b[31mred\\r\\nnext line\\u202eleft " + "😀".repeat(300);

    String message = String.valueOf(rejected(vendor, 500, nasty).getMessage());

    String said = message.substring(message.indexOf("It says: ") + "It says: ".length());
    assertThat(said).startsWith("[31mred next line left 😀").endsWith("😀…");
    assertThat(said.length()).isLessThanOrEqualTo(200);
    assertThat(message).doesNotContainPattern("\\p{Cc}");
  }

  @EachVendor
  void aRefusedConnectionIsRetriable(Vendor vendor) throws Exception {
    URI nobody;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
    }

    assertThat(thrownBy(vendor, nobody))
        .isInstanceOf(Retriable.class)
        .hasMessage("mine cannot be reached at " + nobody + ".");
  }

  @EachVendor
  void aHostThatDoesNotExistIsRetriable(Vendor vendor) {
    assertThat(thrownBy(vendor, URI.create("http://fabula.invalid/v1")))
        .isInstanceOf(Retriable.class)
        .hasMessage("mine: no such host: http://fabula.invalid/v1.");
  }

  @EachVendor
  void aConnectionLostBeforeTheHeadOrInTheAnswerIsRetriable(Vendor vendor) {
    for (var script :
        List.of(ScriptedAnswer.start().abort(), ScriptedAnswer.start().token("a").abort())) {
      assertThat(Played.thrown(vendor, script))
          .isInstanceOf(Retriable.class)
          .hasMessage("The connection to mine was lost in mid-call.");
    }
  }

  @EachVendor
  void aCutAnswerIsRetriableAndKeepsItsText(Vendor vendor) {
    Told told = Played.told(vendor, ScriptedAnswer.start().token("a").token("b"));

    assertThat(told.text()).isEqualTo("ab");
    assertThat(told.thrown().orElseThrow())
        .isInstanceOf(Retriable.class)
        .hasMessage("mine cut its answer: the stream ended without a finish reason.");
  }

  @EachVendor
  void anAnswerCutInTheMiddleOfAnEventIsACutToo(Vendor vendor) {
    var script =
        ScriptedAnswer.start().token("a").bytes("data: {\"x\":\"".getBytes(StandardCharsets.UTF_8));

    Told told = Played.told(vendor, script);

    assertThat(told.text()).isEqualTo("a");
    assertThat(told.thrown().orElseThrow()).isInstanceOf(Retriable.class);
  }

  @EachVendor
  void anAnswerAtMaxTokensIsRetriable(Vendor vendor) {
    Told told = Played.told(vendor, ScriptedAnswer.start().token("a").finish("length").done());

    assertThat(told.text()).isEqualTo("a");
    assertThat(told.thrown().orElseThrow())
        .isInstanceOf(Retriable.class)
        .hasMessageContaining("mine cut its answer at max tokens");
  }

  @EachVendor
  void aRefusalAndAFilterAreNotRetried(Vendor vendor) {
    for (var script :
        List.of(
            ScriptedAnswer.start().refusal("I cannot").finish("stop").done(),
            ScriptedAnswer.start().token("a").finish("content_filter").done(),
            ScriptedAnswer.start().finish("content_filter").done())) {
      // Ollama knows neither: there it is an end for a reason that nobody knows.
      assertThat(Played.thrown(vendor, script)).isInstanceOf(Refused.class);
    }
  }

  @EachVendor
  void anUnknownEndIsNotRetriedAndNamed(Vendor vendor) {
    Told told = Played.told(vendor, ScriptedAnswer.start().token("a").finish("dreaming").done());

    assertThat(told.text()).isEqualTo("a");
    assertThat(told.thrown().orElseThrow())
        .isInstanceOf(Refused.class)
        .hasMessage("mine ended its answer with dreaming instead of text.");
  }

  @EachVendor
  void anEmptyAnswerIsRetriable(Vendor vendor) {
    assertThat(Played.thrown(vendor, ScriptedAnswer.start().finish("stop").done()))
        .isInstanceOf(Retriable.class)
        .hasMessage("mine ended its answer without any text.");
  }

  @EachVendor
  void anErrorEventIsRetriableBeforeAndAfterText(Vendor vendor) {
    for (String text : List.of("", "a")) {
      ScriptedAnswer begun =
          text.isEmpty() ? ScriptedAnswer.start() : ScriptedAnswer.start().token(text);

      Told told = Played.told(vendor, begun.error(vendor.passing(), "overloaded\nnow").hang());

      assertThat(told.text()).isEqualTo(text);
      assertThat(told.thrown().orElseThrow())
          .isInstanceOf(Retriable.class)
          .hasMessage("mine broke its answer off. It says: overloaded now");
    }
  }

  @EachVendor
  void anErrorEventOfAnInvalidRequestIsNotRetried(Vendor vendor) {
    if (vendor == Vendor.OLLAMA) {
      return; // its errors have no type
    }
    assertThat(Played.thrown(vendor, ScriptedAnswer.start().error(vendor.lasting(), "no")))
        .isInstanceOf(Rejected.class)
        .hasMessageEndingWith("It says: no");
  }

  @EachVendor
  void anErrorInPlaceOfAStreamIsToldAsSuch(Vendor vendor) {
    assertThat(Played.thrown(vendor, ScriptedAnswer.status(200, vendor.error("not today"))))
        .isInstanceOf(Retriable.class)
        .hasMessageEndingWith("It says: not today");
  }

  @EachVendor
  void whatIsNoEventOfAnAnswerIsRetriable(Vendor vendor) {
    for (String nonsense : List.of("{nonsense", "[1]", "\"text\"", "7")) {
      Told told = Played.told(vendor, ScriptedAnswer.start().token("a").event(nonsense).hang());

      assertThat(told.text()).isEqualTo("a");
      assertThat(told.thrown().orElseThrow())
          .as(nonsense)
          .isInstanceOf(Retriable.class)
          .hasMessage("mine sent something that is no part of an answer.");
    }
  }

  @EachVendor
  void bytesThatAreNotUtf8AreRetriable(Vendor vendor) {
    byte[] wrong = {'d', 'a', 't', 'a', ':', ' ', '"', (byte) 0xc3, (byte) 0x28, '"', '\n', '\n'};

    assertThat(Played.thrown(vendor, ScriptedAnswer.start().token("a").bytes(wrong).hang()))
        .isInstanceOf(Retriable.class)
        .hasMessage("mine sent bytes that are not UTF-8.");
  }

  @EachVendor
  void anEndlessAnswerIsCutOff(Vendor vendor) {
    String much = "x".repeat(1 << 20);
    ScriptedAnswer script = ScriptedAnswer.start();
    for (int i = 0; i < 17; i++) {
      script = script.token(much);
    }

    assertThat(Played.thrown(vendor, script.finish("stop").done()))
        .isInstanceOf(Retriable.class)
        .hasMessage("mine sent an answer larger than 16777216 bytes.");
  }

  private static Duration wait(Vendor vendor, int status, Map<String, String> headers) {
    Throwable thrown = Played.thrown(vendor, ScriptedAnswer.status(status, "{}", headers));
    return ((Retriable) thrown).retryAfter().orElseThrow();
  }

  private static Throwable rejected(Vendor vendor, int status, String message) {
    try (var played =
            Played.with(vendor, _ -> ScriptedAnswer.status(status, vendor.error(message)));
        var answer = played.model().ask(Played.PROMPT)) {
      Throwable thrown = Told.by(answer).thrown().orElseThrow();
      assertThat(played.stub().requests()).as("no retries of its own").hasSize(1);
      return thrown;
    }
  }

  private static Throwable thrownBy(Vendor vendor, URI baseUrl) {
    try (var model = Providers.open(Played.settings(vendor, baseUrl));
        var answer = model.ask(Played.PROMPT)) {
      return Told.by(answer).thrown().orElseThrow();
    }
  }
}
