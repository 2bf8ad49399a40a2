package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import io.fabula.providers.Providers;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What only one vendor does.
@Timeout(60)
class OwnWaysTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void openAiIsAskedForUsageAndNotForAStrictSchema() throws Exception {
    JsonNode body = JSON.readTree(sent(Vendor.OPENAI, s -> s).body());

    assertThat(body.at("/stream").booleanValue()).isTrue();
    assertThat(body.at("/stream_options/include_usage").booleanValue()).isTrue();
    assertThat(body.has("max_tokens")).isFalse();
  }

  @Test
  void aCompatibleServerWithoutKeyGetsNoAuthorization() {
    var settings = ProviderSettings.of("mine", "openai-compatible", "model-1");

    Request request =
        sent(Vendor.OPENAI_COMPATIBLE, s -> settings.withBaseUrl(s.baseUrl().orElseThrow()));

    assertThat(request.header("authorization")).isEmpty();
  }

  @Test
  void anthropicIsAskedToCacheTheSystemPartAndNothingElse() throws Exception {
    Request request = sent(Vendor.ANTHROPIC, s -> s);
    JsonNode body = JSON.readTree(request.body());

    assertThat(request.header("anthropic-version")).contains("2023-06-01");
    assertThat(body.at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
    assertThat(body.findValues("cache_control")).hasSize(1);
  }

  @Test
  void anthropicTellsWhatACutAnswerRead() {
    Told told =
        Played.told(Vendor.ANTHROPIC, ScriptedAnswer.start().token("a").usage(90, 0, 30).abort());

    assertThat(told.thrown()).isPresent();
    assertThat(told.usage()).isEqualTo(new Usage(90, 1, 30));
  }

  @Test
  void anthropicsFullContextIsTooLong() {
    var full = ScriptedAnswer.start().token("a").finish("model_context_window_exceeded").done();

    assertThat(Played.thrown(Vendor.ANTHROPIC, full)).isInstanceOf(TooLong.class);
  }

  @Test
  void ollamaIsGivenAContextThatHoldsAStory() throws Exception {
    JsonNode plain = JSON.readTree(sent(Vendor.OLLAMA, s -> s).body());
    JsonNode chosen =
        JSON.readTree(
            sent(Vendor.OLLAMA, s -> s.withOptions(Map.of("num_ctx", "9000", "think", "false")))
                .body());

    assertThat(plain.at("/options/num_ctx").intValue()).isEqualTo(16_384);
    assertThat(chosen.at("/options/num_ctx").intValue()).isEqualTo(9000);
    assertThat(chosen.at("/think").isBoolean()).isTrue();
  }

  @Test
  void ollamasOptionsAreChecked() {
    ProviderSettings settings = Played.settings(Vendor.OLLAMA, URI.create("http://localhost"));

    for (var wrong : Map.of("num_ctx", "much", "think", "maybe").entrySet()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> Providers.open(settings.withOptions(Map.of(wrong.getKey(), wrong.getValue()))))
          .withMessageContainingAll("provider mine", "options." + wrong.getKey(), wrong.getValue());
    }
  }

  @Test
  void azuresDatedApiIsAskedWhereAVersionIsGiven() {
    Request request =
        sent(Vendor.AZURE_OPENAI, s -> s.withOptions(Map.of("api_version", "2024-10-21")));

    assertThat(request.path())
        .isEqualTo("/openai/deployments/model-1/chat/completions?api-version=2024-10-21");
  }

  @Test
  void azuresFilterOfAPromptIsARefusal() {
    String filtered = "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}";

    assertThat(Played.thrown(Vendor.AZURE_OPENAI, ScriptedAnswer.status(400, filtered)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void azureNamesTheSettingOfAMissingKeyAndNoVariableThatIsNotRead() {
    var settings =
        ProviderSettings.of("mine", "azure-openai", "m").withBaseUrl(URI.create("https://a.b"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.check(settings))
        .withMessage("provider mine needs an api_key; set providers.mine.api_key");
  }

  @Test
  void geminisBlockedPromptIsARefusalAndItsThoughtsAreNoText() {
    String blocked = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";
    String thought =
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}]}";

    assertThat(Played.thrown(Vendor.GEMINI, ScriptedAnswer.start().event(blocked)))
        .isInstanceOf(Refused.class);
    assertThat(
            Played.told(
                    Vendor.GEMINI, ScriptedAnswer.start().event(thought).token("a").finish("stop"))
                .text())
        .isEqualTo("a");
  }

  @Test
  void geminisWrongKeyIsNamedThoughItsStatusIs400() {
    String body = Vendor.GEMINI.error("API key not valid. Please pass a valid API key.");

    assertThat(Played.thrown(Vendor.GEMINI, ScriptedAnswer.status(400, body)))
        .isInstanceOf(Misconfigured.class)
        .hasMessageContaining("GEMINI_API_KEY");
  }

  @ParameterizedTest
  @EnumSource(Vendor.class)
  void warmingUpPlaysAWholeCallWithoutAServer(Vendor vendor) {
    ProviderType type = Providers.type(vendor.type()).orElseThrow();

    Assertions.assertThatCode(type::warmUp).doesNotThrowAnyException();
  }

  private static Request sent(Vendor vendor, UnaryOperator<ProviderSettings> change) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("x"), change);
        var answer = played.model().ask(Played.PROMPT)) {
      assertThat(Told.by(answer).text()).isEqualTo("x");
      return played.stub().requests().getFirst();
    }
  }
}
