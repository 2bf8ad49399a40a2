package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabula.providers.Answer;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ModelStub;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class AnswerContractTest {
  @EachVendor
  void tokensArriveOneByOneAsTheModelWritesThem(Vendor vendor) throws Exception {
    var gate = new Semaphore(0);
    var script =
        ScriptedAnswer.start().token("one").await(gate).token("two").await(gate).finish("stop");
    try (var played = Played.with(vendor, _ -> script.done());
        var answer = played.model().ask(Played.PROMPT)) {
      assertThat(answer.next()).contains("one");
      gate.release();
      assertThat(answer.next()).contains("two");
      gate.release();
      assertThat(answer.next()).isEmpty();
      assertThat(answer.next()).isEmpty();
    }
  }

  @EachVendor
  void usageIsKnownAfterTheEndAndNotBefore(Vendor vendor) throws Exception {
    var gate = new Semaphore(0);
    var script = ScriptedAnswer.start().token("x").await(gate).finish("stop").usage(123, 45).done();
    try (var played = Played.with(vendor, _ -> script);
        var answer = played.model().ask(Played.PROMPT)) {
      answer.next();
      assertThat(answer.usage()).isEqualTo(Usage.NONE);
      gate.release();
      assertThat(answer.next()).isEmpty();
      assertThat(answer.usage()).isEqualTo(new Usage(123, 45));
    }
  }

  @EachVendor
  void cachedTokensCountAsInputAndAreToldApart(Vendor vendor) {
    Told told =
        Played.told(
            vendor, ScriptedAnswer.start().token("x").finish("stop").usage(100, 20, 60).done());

    assertThat(told.usage()).isEqualTo(new Usage(100, 20, vendor.tellsCachedTokens() ? 60 : 0));
  }

  @EachVendor
  void usageIsKnownAfterALateFailureToo(Vendor vendor) {
    for (String reason : new String[] {"length", "content_filter"}) {
      Told told =
          Played.told(
              vendor, ScriptedAnswer.start().token("x").finish(reason).usage(100, 20).done());

      assertThat(told.thrown()).as(reason).isPresent();
      assertThat(told.usage()).as(reason).isEqualTo(new Usage(100, 20));
    }
  }

  @EachVendor
  void textSurvivesAStreamCutAtEveryByte(Vendor vendor) throws Exception {
    String text = "aü€😀";
    byte[] whole = bytes(vendor, ScriptedAnswer.start().token(text).finish("stop").usage().done());
    Pattern place = Pattern.compile("cut at ([0-9]+)!");
    try (var played =
        Played.with(
            vendor,
            request -> {
              var at = place.matcher(request.body());
              assertThat(at.find()).isTrue();
              int cut = Integer.parseInt(at.group(1));
              return ScriptedAnswer.start()
                  .bytes(Arrays.copyOf(whole, cut))
                  .bytes(Arrays.copyOfRange(whole, cut, whole.length));
            })) {
      for (int cut = 1; cut < whole.length; cut++) {
        try (Answer answer =
            played.model().ask(new Prompt("s", "cut at " + cut + "!", Optional.empty(), 9))) {
          Told told = Told.by(answer);
          assertThat(told.thrown()).as("cut at byte %d", cut).isEmpty();
          assertThat(told.text()).as("cut at byte %d", cut).isEqualTo(text);
        }
      }
    }
  }

  @EachVendor
  void whatKeepsAConnectionAliveIsNoText(Vendor vendor) {
    Told told =
        Played.told(
            vendor,
            ScriptedAnswer.start()
                .comment("hi")
                .token("a")
                .comment("keep-alive")
                .token("b")
                .bytes("\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .finish("stop")
                .comment("bye")
                .done());

    assertThat(told.thrown()).isEmpty();
    assertThat(told.text()).isEqualTo("ab");
  }

  @EachVendor
  void manyAnswersAreWrittenAtOnce(Vendor vendor) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("ab", "cd", "ef"))) {
      var answers = IntStream.range(0, 20).mapToObj(_ -> played.model().ask(Played.PROMPT));

      assertThat(answers.toList())
          .extracting(answer -> Told.by(answer).text())
          .containsOnly("abcdef");
    }
  }

  @EachVendor
  void aWholeAnswerIsWholeThoughTheConnectionIsLostAfterItsEnd(Vendor vendor) {
    Told told = Played.told(vendor, ScriptedAnswer.start().token("a").finish("stop").abort());

    assertThat(told.thrown()).isEmpty();
    assertThat(told.text()).isEqualTo("a");
  }

  @EachVendor
  void eachLaterReadThrowsTheSameAgain(Vendor vendor) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.start().token("a"));
        var answer = played.model().ask(Played.PROMPT)) {
      Throwable first = Told.by(answer).thrown().orElseThrow();

      assertThat(first).isInstanceOf(Retriable.class);
      assertThatThrownBy(answer::next).isSameAs(first);
      assertThat(catchThrowable(answer::next)).isSameAs(first);
    }
  }

  /// An answer as it goes over the wire.
  private static byte[] bytes(Vendor vendor, ScriptedAnswer answer) throws Exception {
    try (var stub = ModelStub.open(vendor.dialect(), _ -> answer);
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(stub.baseUrl().resolve("/"))
              .POST(BodyPublishers.ofString("{}"))
              .build();
      return client.send(request, BodyHandlers.ofByteArray()).body();
    }
  }
}
