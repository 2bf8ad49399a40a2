package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.providers.Prompt;
import io.fabula.providers.Prompt.ResponseSchema;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import io.fabula.providers.stub.Request;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class RequestContractTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Every vendor can keep this one.
  private static final String CLOSED =
      """
      {"type":"object","properties":{"b":{"type":"string"},"a":{"enum":["ü",2]}},\
      "required":["b"],"additionalProperties":false}\
      """;

  /// Open and bounded, as a narrative's own schemas may be.
  private static final String OPEN =
      """
      {"type":"object","required":["b"],"properties":{"b":{"type":"string","minLength":1},\
      "a":{"type":["number","null"],"minimum":0.5}},"additionalProperties":true}\
      """;

  @EachVendor
  void theRequestSaysPromptModelAndLimit(Vendor vendor) throws Exception {
    Request request = sent(vendor, Played.PROMPT, settings -> settings);
    JsonNode body = JSON.readTree(request.body());

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(vendor.path());
    assertThat(request.header("content-type")).contains("application/json");
    vendor.model().ifPresent(at -> assertThat(body.at(at).asText()).isEqualTo("model-1"));
    assertThat(text(body.at(vendor.system()))).isEqualTo("You tell stories.");
    assertThat(text(body.at(vendor.user()))).isEqualTo("Go on: ä😀");
    assertThat(body.at(vendor.maxTokens()).intValue()).isEqualTo(500);
    assertThat(
            body.at(vendor.temperature()).isMissingNode() || body.at(vendor.temperature()).isNull())
        .isTrue();
    assertThat(body.at(vendor.schema()).isMissingNode()).isTrue();
  }

  @EachVendor
  void theTemperatureIsPassedOn(Vendor vendor) throws Exception {
    Request request =
        sent(vendor, Played.PROMPT, s -> s.withOptions(Map.of("temperature", "0.25")));

    assertThat(JSON.readTree(request.body()).at(vendor.temperature()).doubleValue())
        .isEqualTo(0.25);
  }

  @EachVendor
  void keyAndHeadersAreSentInTheVendorsWayAndOnlyOnce(Vendor vendor) throws Exception {
    Request request = sent(vendor, Played.PROMPT, settings -> settings);

    assertThat(request.headers().get(vendor.keyHeader()))
        .containsExactly(vendor.keyValue(Played.KEY));
    assertThat(request.header("x-team")).contains(Played.HEADER_SECRET);
    assertThat(request.headers().values().toString() + request.body())
        .doesNotContain("the-wire-adds-it");
  }

  @EachVendor
  void aConfiguredHeaderReplacesTheVendorsOwn(Vendor vendor) throws Exception {
    Request request =
        sent(vendor, Played.PROMPT, s -> s.withHeaders(Map.of(vendor.keyHeader(), "Token other")));

    assertThat(request.headers().get(vendor.keyHeader())).containsExactly("Token other");
  }

  @EachVendor
  void aSchemaIsSentVerbatimInTheVendorsWay(Vendor vendor) throws Exception {
    JsonNode body = JSON.readTree(sent(vendor, asking(CLOSED), s -> s).body());

    JsonNode schema = body.at(vendor.schema());
    assertThat(schema.isTextual() ? JSON.readTree(schema.asText()) : schema)
        .isEqualTo(JSON.readTree(CLOSED));
  }

  @EachVendor
  void anOpenSchemaIsSentWhereTheVendorTakesIt(Vendor vendor) throws Exception {
    JsonNode body = JSON.readTree(sent(vendor, asking(OPEN), s -> s).body());

    JsonNode schema = body.at(vendor.schema());
    if (vendor == Vendor.ANTHROPIC) {
      assertThat(body.has("output_config")).isFalse();
    } else {
      assertThat(schema).isEqualTo(JSON.readTree(OPEN));
    }
  }

  @EachVendor
  void aSchemaThatIsNoJsonFailsTheAnswerOrIsLeftOut(Vendor vendor) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("x"));
        var answer = played.model().ask(asking("{"))) {
      Told told = Told.by(answer);
      if (vendor == Vendor.ANTHROPIC) {
        assertThat(told.text()).isEqualTo("x");
      } else {
        assertThat(told.thrown().orElseThrow()).isInstanceOf(Misconfigured.class);
      }
    }
  }

  @EachVendor
  void aQueryOfTheAddressIsKept(Vendor vendor) throws Exception {
    Request request =
        sent(
            vendor,
            Played.PROMPT,
            s -> s.withBaseUrl(URI.create(s.baseUrl().orElseThrow() + "/?version=1")));

    assertThat(request.path().replace("version=1&", "").replace("?version=1", ""))
        .isEqualTo(vendor.path());
    assertThat(request.path()).contains("?version=1");
  }

  @EachVendor
  void anAddressThatIsNoHttpUrlIsRefused(Vendor vendor) {
    for (String address : new String[] {"localhost:11434", "ftp://host/v1", "http:///v1", "/v1"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Providers.open(Played.settings(vendor, URI.create(address))))
          .withMessageContainingAll("provider mine", "base_url", address);
    }
  }

  @EachVendor
  void aKeyThatNoHeaderMayCarryIsRefusedAndNotShown(Vendor vendor) {
    var settings =
        Played.settings(vendor, URI.create("http://localhost")).withApiKey("sk-line\nbreak");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.open(settings))
        .withMessageContaining("api_key")
        .withMessageNotContaining("sk-line")
        .withNoCause();
  }

  private static Prompt asking(String schema) {
    return new Prompt("s", "u", Optional.of(new ResponseSchema("events", schema)), 10);
  }

  /// A part of a prompt is text or a list of parts that are.
  private static String text(JsonNode node) {
    return node.isArray() ? node.at("/0/text").asText() : node.asText();
  }

  private static Request sent(
      Vendor vendor, Prompt prompt, UnaryOperator<ProviderSettings> change) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("x"), change);
        var answer = played.model().ask(prompt)) {
      assertThat(Told.by(answer).text()).isEqualTo("x");
      assertThat(played.stub().requests()).hasSize(1);
      return played.stub().requests().getFirst();
    }
  }
}
