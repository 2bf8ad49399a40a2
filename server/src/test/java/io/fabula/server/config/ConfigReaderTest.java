package io.fabula.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.providers.ProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @TempDir Path folder;

  private FabulaConfig read(String yaml, Map<String, String> environment, Map<String, String> flags)
      throws IOException {
    Path file = Files.writeString(folder.resolve("fabula.yaml"), yaml);
    return ConfigReader.read(
        new ConfigReader.Flags(
            Optional.of(file), Optional.ofNullable(flags.get("--model")), values(flags)),
        environment,
        folder.resolve("shipped"));
  }

  private static Map<String, String> values(Map<String, String> flags) {
    Map<String, String> values = new HashMap<>(flags);
    values.remove("--model");
    return values;
  }

  @Test
  void withoutAnythingTheDefaultsHold() throws Exception {
    FabulaConfig config = read("", Map.of(), Map.of());

    assertThat(config.websocket().host()).isEqualTo("127.0.0.1");
    assertThat(config.websocket().port()).isEqualTo(8080);
    assertThat(config.websocket().maxConnections()).isEqualTo(10_000);
    assertThat(config.websocket().maxMessageSize()).isEqualTo(65_536);
    assertThat(config.websocket().pingInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.streams().maxRate()).isEqualTo(100_000);
    assertThat(config.streams().outbox()).isEqualTo(8 << 20);
    assertThat(config.provider()).isEqualTo("offline");
    assertThat(config.narratives()).isEqualTo(folder.resolve("shipped/narratives"));
  }

  @Test
  void flagsStandAboveTheEnvironmentAndThatAboveTheFile() throws Exception {
    String file = "websocket: { port: 1, max_connections: 11, ping_interval: 111 }";
    Map<String, String> environment =
        Map.of("FABULA_WEBSOCKET_PORT", "2", "FABULA_WS_MAX_CONNECTIONS", "22");

    FabulaConfig config = read(file, environment, Map.of("websocket.port", "3"));

    assertThat(config.websocket().port()).isEqualTo(3);
    assertThat(config.websocket().maxConnections()).isEqualTo(22);
    assertThat(config.websocket().pingInterval()).isEqualTo(Duration.ofSeconds(111));
  }

  @Test
  void ofTwoSpellingsOfAVariableTheLongOneWins() throws Exception {
    FabulaConfig config =
        read("", Map.of("FABULA_WS_PORT", "1", "FABULA_WEBSOCKET_PORT", "2"), Map.of());

    assertThat(config.websocket().port()).isEqualTo(2);
  }

  @Test
  void aValueReadsTheEnvironment() throws Exception {
    String file =
        """
        provider: mine
        providers:
          mine: { type: openai-compatible, base_url: "http://${WHERE}/v1", model: m, api_key: "${KEY}" }
        """;

    FabulaConfig config =
        read(file, Map.of("WHERE", "localhost:9", "KEY", "secret-canary"), Map.of());

    ProviderSettings mine = config.providers().values().iterator().next();
    assertThat(mine.baseUrl().orElseThrow()).hasToString("http://localhost:9/v1");
    assertThat(mine.apiKey()).contains("secret-canary");
    assertThat(config.toString() + mine).doesNotContain("secret-canary");
  }

  @Test
  void theVendorsKeyGoesToTheVendorOnly() throws Exception {
    Map<String, String> environment = Map.of("OPENAI_API_KEY", "sk-canary");

    FabulaConfig vendor = read("provider: openai", environment, Map.of());
    assertThat(vendor.providers().get("openai"))
        .extracting(ProviderSettings::apiKey)
        .isEqualTo(Optional.of("sk-canary"));
    assertThatThrownBy(
            () ->
                read(
                    "providers: { openai: { base_url: \"http://elsewhere/v1\" } }",
                    environment,
                    Map.of()))
        .hasMessageContaining("needs an api_key")
        .hasMessageNotContaining("sk-canary");
  }

  @Test
  void aProviderAndItsModelCanComeFromFlagsAlone() throws Exception {
    FabulaConfig config =
        read(
            "",
            Map.of("OPENAI_API_KEY", "sk-x"),
            Map.of("provider", "openai", "--model", "gpt-5-nano"));

    assertThat(config.provider()).isEqualTo("openai");
    assertThat(config.providers().get("openai"))
        .extracting(ProviderSettings::model)
        .isEqualTo("gpt-5-nano");
  }

  @Test
  void foldersAreRelativeToTheFile() throws Exception {
    assertThat(read("narratives: ../tales", Map.of(), Map.of()).narratives())
        .isEqualTo(folder.resolveSibling("tales"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          websockt: {}                             | 1:1: unknown key 'websockt'; did you mean 'websocket'?
          websocket: { port: 70000 }               | 1:20: port must be from 0 to 65535, not 70000
          websocket: { port: high }                | 1:20: port must be a whole number, not 'high'
          websocket: [1]                           | 1:12: websocket must be a mapping, not a list
          streams: { outbox: 3 elephants }         | 1:20: outbox must be a size
          streams: { max_rate: 0 }                 | 1:22: max_rate must be from 0.01
          providers: { ollama: { base_url: here } } | base_url must be an http or https URL
          log: { level: loud }                     | 1:15: level must be one of error, warn, info
          provider: nobody                         | 1:11: no provider 'nobody'; configured are offline
          'provider: "${NOT_SET}"'                 | 1:11: the environment variable NOT_SET is not set
          providers: { x: { model: m } }           | the provider 'x' needs a type
          providers: { offline: {} }               | 'offline' always exists
          websocket: { host: 0.0.0.0 }             | needs admin.token
          websocket: { subprotocols: ['a b'] }     | 1:28: 'a b' cannot be a subprotocol
          websocket: { subprotocols: {a: 1} }      | 1:28: subprotocols must be text
          websocket: { rate_limit: 5 }             | 1:26: rate_limit must be a mapping
          websocket: { rate_limit: {} }            | 1:26: rate_limit needs 'messages'
          websocket: { rate_limit: {messages: 0} } | 1:37: messages must be from 1 to 1000000, not 0
          websocket: { rate_limit: {messages: 1, per: 1d} }     | 1:45: per must be
          websocket: { rate_limit: {messages: 1, action: shed} } | 1:48: action must be one of close, drop
          websocket: { rate_limit: {mesages: 1} }  | 1:27: unknown key 'mesages'; did you mean 'messages'?
          websocket: { tls: {enabled: true} }      | 1:19: tls needs cert_path and key_path
          websocket: { tls: {cert_path: a.pem} }   | 1:19: tls needs both cert_path and key_path
          websocket: { tls: {enabled: maybe} }     | 1:29: enabled must be true or false
          websocket: { tls: {cert_pth: a.pem} }    | unknown key 'cert_pth'; did you mean 'cert_path'?
          'a: [b'                                  | not YAML
          """)
  void aFaultNamesItsPlaceAndWhatWouldBeRight(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml, Map.of(), Map.of()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFaultOfTheEnvironmentNamesTheVariable() {
    assertThatThrownBy(() -> read("", Map.of("FABULA_WS_PORT", "many"), Map.of()))
        .hasMessageContaining(
            "the environment variable FABULA_WS_PORT: port must be a whole number");
  }

  @Test
  void otherAddressesAreServedWithAnAdminToken() throws Exception {
    FabulaConfig config =
        read("websocket: { host: 0.0.0.0 }", Map.of("FABULA_ADMIN_TOKEN", "t"), Map.of());

    assertThat(config.adminToken()).contains("t");
  }

  @Test
  void theTermsOfSocketsComeFromTheEnvironmentToo() throws Exception {
    FabulaConfig config =
        read(
            "websocket: { rate_limit: { messages: 1, per: 1m } }",
            Map.of(
                "FABULA_WS_SUBPROTOCOLS", "v2.chat, v1.chat",
                "FABULA_WS_RATE_LIMIT_MESSAGES", "1000",
                "FABULA_WEBSOCKET_RATE_LIMIT_ACTION", "drop"),
            Map.of());

    SocketTerms terms = config.websocket().terms();
    assertThat(terms.subprotocols().everywhere()).containsExactly("v2.chat", "v1.chat");
    assertThat(terms.rateLimit())
        .contains(new RateLimit(1000, Duration.ofMinutes(1), 1000, RateLimit.Action.DROP));
  }

  @Test
  void certificatesAreRelativeToTheFileAndTlsCanBeSwitchedOff() throws Exception {
    String file = "websocket: { tls: { cert_path: certs/a.crt, key_path: ../a.key } }";

    assertThat(read(file, Map.of(), Map.of()).websocket().terms().tls())
        .contains(new Tls.Files(folder.resolve("certs/a.crt"), folder.resolveSibling("a.key")));
    assertThat(
            read(file, Map.of("FABULA_WS_TLS_ENABLED", "false"), Map.of())
                .websocket()
                .terms()
                .tls())
        .isEmpty();
    assertThat(
            read(
                    "",
                    Map.of(
                        "FABULA_WS_TLS_CERT_PATH", "/run/a.crt",
                        "FABULA_WEBSOCKET_TLS_KEY_PATH", "/run/a.key"),
                    Map.of())
                .websocket()
                .terms()
                .tls())
        .contains(new Tls.Files(Path.of("/run/a.crt"), Path.of("/run/a.key")));
  }

  @Test
  void aCertificateForDevelopmentIsKeptBesideTheFile() throws Exception {
    assertThat(
            read("", Map.of(), Map.of("websocket.tls.self_signed", "true"))
                .websocket()
                .terms()
                .tls())
        .contains(new Tls.SelfSigned(folder.resolve(".fabula/tls")));
  }

  @Test
  void everyFaultIsFoundInOnePass() {
    assertThatThrownBy(() -> read("a: 1\nb: 2\nwebsocket: { c: 3 }\n", Map.of(), Map.of()))
        .extracting(e -> ((InvalidDocumentException) e).problems().size())
        .isEqualTo(3);
  }
}
