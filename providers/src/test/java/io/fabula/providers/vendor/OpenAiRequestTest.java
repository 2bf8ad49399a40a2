package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.providers.Prompt;
import io.fabula.providers.Prompt.ResponseSchema;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.ChatCompletionsStub;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRequestTest {
  private static final String SCHEMA =
      """
      {"type":"object","required":["b"],"properties":{"b":{"type":"string","minLength":1},\
      "a":{"type":["number","null"],"minimum":0.5}},"additionalProperties":true,\
      "x-note":[1,2.50,null,"ü"],"$defs":{"t":{"const":12345678901234567890}}}\
      """;

  @Test
  void sendsPromptModelAndStreamingFlags() throws Exception {
    JsonNode body = json(sent("openai", Given.PROMPT).body());

    assertThat(body.at("/model").asText()).isEqualTo("gpt-test");
    assertThat(body.at("/stream").booleanValue()).isTrue();
    assertThat(body.at("/stream_options/include_usage").booleanValue()).isTrue();
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/0/content").asText()).isEqualTo("You tell stories.");
    assertThat(body.at("/messages/1/role").asText()).isEqualTo("user");
    assertThat(body.at("/messages/1/content").asText()).isEqualTo("Go on.");
    assertThat(body.has("response_format")).isFalse();
  }

  @Test
  void postsToChatCompletionsWithKeyAndExtraHeaders() throws Exception {
    Request request = sent("openai", Given.PROMPT);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.header("authorization")).contains("Bearer " + Given.KEY);
    assertThat(request.header("x-team")).contains("team-secret-0815");
    assertThat(request.header("content-type")).contains("application/json");
  }

  @Test
  void limitsTokensInTheWayOfOpenAi() throws Exception {
    JsonNode body = json(sent("openai", Given.PROMPT).body());

    assertThat(body.at("/max_completion_tokens").intValue()).isEqualTo(500);
    assertThat(body.has("max_tokens")).isFalse();
  }

  @Test
  void limitsTokensInTheWayOfCompatibleServers() throws Exception {
    JsonNode body = json(sent("openai-compatible", Given.PROMPT).body());

    assertThat(body.at("/max_tokens").intValue()).isEqualTo(500);
    assertThat(body.has("max_completion_tokens")).isFalse();
  }

  @Test
  void sendsTheSchemaVerbatimAndNotStrict() throws Exception {
    var prompt = new Prompt("s", "u", Optional.of(new ResponseSchema("events", SCHEMA)), 10);

    JsonNode format = json(sent("openai", prompt).body()).at("/response_format");

    assertThat(format.at("/type").asText()).isEqualTo("json_schema");
    assertThat(format.at("/json_schema/name").asText()).isEqualTo("events");
    assertThat(format.at("/json_schema/strict").booleanValue()).isFalse();
    assertThat(format.at("/json_schema/schema")).hasToString(json(SCHEMA).toString());
  }

  @Test
  void aSchemaThatIsNoJsonFailsTheAnswerAndNotTheAsking() {
    var prompt = new Prompt("s", "u", Optional.of(new ResponseSchema("events", "{")), 10);
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.of("x"));
        var model = Given.model(stub);
        var answer = model.ask(prompt)) {
      assertThat(catchThrowable(answer::next)).isInstanceOf(ProviderException.Terminal.class);
    }
  }

  @Test
  void aCompatibleServerWithoutKeyGetsNoAuthorization() throws Exception {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.of("x"));
        var model =
            Providers.open(
                ProviderSettings.of("local", "openai-compatible", "llama")
                    .withBaseUrl(URI.create(stub.baseUrl() + "/?version=1")));
        var answer = model.ask(Given.PROMPT)) {
      assertThat(Given.wholeText(answer)).isEqualTo("x");
      assertThat(stub.requests().getFirst().header("authorization")).isEmpty();
      assertThat(stub.requests().getFirst().path()).isEqualTo("/v1/chat/completions?version=1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:11434", "ftp://host/v1", "http:///v1", "/v1"})
  void refusesAnAddressThatIsNoHttpUrl(String address) {
    var settings = Given.settings("openai", URI.create(address), Timeouts.DEFAULT);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.open(settings))
        .withMessageContainingAll("provider openai", "base_url", address);
  }

  @Test
  void refusesAKeyThatNoHeaderMayCarryWithoutShowingIt() {
    var settings = ProviderSettings.of("openai", "openai", "m").withApiKey("sk-line\nbreak");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.open(settings))
        .withMessageContaining("api_key")
        .withMessageNotContaining("sk-line")
        .withNoCause();
  }

  private static Request sent(String type, Prompt prompt) throws InterruptedException {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.of("x"));
        var model = Providers.open(Given.settings(type, stub.baseUrl(), Timeouts.DEFAULT));
        var answer = model.ask(prompt)) {
      assertThat(Given.wholeText(answer)).isEqualTo("x");
      assertThat(stub.requests()).hasSize(1);
      return stub.requests().getFirst();
    }
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
