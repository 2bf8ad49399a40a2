package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.document.InvalidDocumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Interactive endpoints beyond what the guide's blocks show.
class InteractiveTest {
  @TempDir Path folder;

  private TestServer serve(String handlers) throws Exception {
    return Guide.configured(folder, "websocket:\n  handlers:\n" + handlers.indent(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"user":{"role":"admin","name":"Ada"}}             | nested
          {"user":{"role":"admin"}}                          | other
          {"items":[{"price":5},{"price":50}]}               | path
          {"items":[{"price":5}]}                            | other
          {"n":1.0}                                          | one
          {"tags":["a","b"]}                                 | list
          {"tags":["a","b","c"]}                             | other
          {"kind":"order","state":"open"}                    | found
          hello there                                        | greeting
          {"text":"hello"}                                   | greeting
          exact                                              | exactly
          {"type":"x"}                                       | other
          true                                               | yes
          """)
  void rulesMatchByFieldsPathsPatternsAndTexts(String said, String answer) throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /rules
                  rules:
                    - { match: { user: { role: admin, name: "*" } }, response: nested }
                    - { match: "$.items[?(@.price > 10)]", response: path }
                    - { match: { n: 1 }, response: one }
                    - { match: { tags: [a, "*"] }, response: list }
                    - { match: { kind: order, "$.state": open }, response: found }
                    - { match: "/^hello|\\"hello\\"/", response: greeting }
                    - { match: exact, response: exactly }
                    - { match: true, response: "yes" }
                  fallback: other
                """);
        TestClient client = server.connect("/rules")) {
      assertThat(client.say(said).text()).isEqualTo(answer);
    }
  }

  @Test
  void severalFeaturesWorkTogetherAtOnePath() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /all
                  type: echo
                  messages:
                    - on_connect: { hello: "{{connection.id}}" }
                  state: { initial: { asked: 0 } }
                  rules:
                    - match: { type: count }
                      when: "state.asked < 2"
                      handler: |
                        state.asked++;
                        return { asked: state.asked };
                  scheduled:
                    - { interval_ms: 20, message: tick }
                  broadcast: { interval_ms: 20, message: { all: "{{connection_count}}" } }
                """);
        TestClient client = server.connect("/all")) {
      assertThat(client.json().path("hello").asText()).startsWith("conn-");
      client.say("{\"type\":\"count\"}").say("{\"type\":\"count\"}").say("{\"type\":\"count\"}");
      List<String> heard = new ArrayList<>();
      List<String> wanted =
          List.of("{\"asked\":1}", "{\"asked\":2}", "{\"type\":\"count\"}", "tick", "{\"all\":1}");
      while (!heard.containsAll(wanted)) {
        heard.add(client.text());
      }
      // What no rule answers any more is echoed.
      assertThat(heard.indexOf("{\"asked\":2}")).isLessThan(heard.indexOf("{\"type\":\"count\"}"));
    }
  }

  @Test
  void stepsFollowOneAnotherAndSeeTheirMessage() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /steps
                  rules:
                    - match: { type: order }
                      response: { got: "{{message.id}}" }
                      then:
                        - { delay_ms: 20, response: { packed: "{{message.id}}" } }
                        - delay_ms: 20
                          response: { sent: "{{message.id}}" }
                          then: { response: { done: "{{message.id}}" } }
                """);
        TestClient client = server.connect("/steps")) {
      client.say("{\"type\":\"order\",\"id\":1}").say("{\"type\":\"order\",\"id\":2}");

      List<String> said = client.json(8).stream().map(JsonNode::toString).toList();

      assertThat(said.stream().filter(text -> text.endsWith(":1}")))
          .containsExactly("{\"got\":1}", "{\"packed\":1}", "{\"sent\":1}", "{\"done\":1}");
      assertThat(said.stream().filter(text -> text.endsWith(":2}")))
          .containsExactly("{\"got\":2}", "{\"packed\":2}", "{\"sent\":2}", "{\"done\":2}");
    }
  }

  @Test
  void aScriptMaySendCloseAndSayGoodbye() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /script
                  type: script
                  on_connect: "return { you: connection.id, at: connection.path };"
                  script: |
                    if (message.text === "bye") { close(4001, "as you wish"); return "closing"; }
                    send(`first ${message.text}`);
                    return ["second", { third: true }];
                  on_close: "return 'last';"
                """);
        TestClient client = server.connect("/script")) {
      assertThat(client.json().path("at").asText()).isEqualTo("/script");
      client.say("x");
      assertThat(client.text()).isEqualTo("first x");
      assertThat(client.text()).isEqualTo("second");
      assertThat(client.text()).isEqualTo("{\"third\":true}");
      client.say("bye");
      assertThat(client.text()).isEqualTo("closing");
      assertThat(client.text()).isEqualTo("last");
      assertThat(client.closed()).isEqualTo(new TestClient.Close(4001, "as you wish"));
    }
  }

  @Test
  void scriptsHearAndSayWhatIsBinary() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /bytes
                  type: script
                  script: |
                    if (message.binary) return [{ heard: message.binary }, { binary: "AQID" }];
                    return "text";
                """);
        TestClient client = server.connect("/bytes")) {
      client.sayBinary(new byte[] {0, 1, -1});
      assertThat(client.text()).isEqualTo("{\"heard\":\"AAH/\"}");
      assertThat(client.binary()).containsExactly(1, 2, 3);
      assertThat(client.say("x").text()).isEqualTo("text");
    }
  }

  @Test
  void sharedStateIsSharedAndOnesOwnBroadcastComesWhenAskedFor() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /shared
                  type: script
                  script: |
                    if (message.text === "all") {
                      broadcast("/shared", { all: await shared.get("n") }, { self: true });
                      return;
                    }
                    await shared.set("last", { text: message.text });
                    return { n: await shared.incr("n"), last: (await shared.get("last")).text };
                """);
        TestClient one = server.connect("/shared");
        TestClient two = server.connect("/shared")) {
      assertThat(one.say("a").json().toString()).isEqualTo("{\"n\":1,\"last\":\"a\"}");
      assertThat(two.say("b").json().toString()).isEqualTo("{\"n\":2,\"last\":\"b\"}");
      two.say("all");
      assertThat(one.json().toString()).isEqualTo("{\"all\":2}");
      assertThat(two.json().toString()).isEqualTo("{\"all\":2}");
    }
  }

  @Test
  void aBombCostsItsOwnConnectionAnErrorAndNobodyElseAnything() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /bomb
                  type: script
                  script: |
                    if (message.kind === "loop") { while (true); }
                    if (message.kind === "deep") { const f = () => f() + 1; return f(); }
                    if (message.kind === "big") { let s = "x"; while (true) s += s; }
                    if (message.kind === "never") { await new Promise(() => {}); }
                    return "fine";
                """);
        TestClient attacker = server.connect("/bomb");
        TestClient other = server.connect("/bomb")) {
      for (String kind : List.of("loop", "deep", "big", "never")) {
        assertThat(attacker.say("{\"kind\":\"" + kind + "\"}").json().path("error").asText())
            .as(kind)
            .isEqualTo("Script failed");
        assertThat(other.say("{}").text()).isEqualTo("fine");
      }
      assertThat(attacker.say("{}").text()).isEqualTo("fine");
    }
  }

  @Test
  void whatIsTooDeepIsClosedAndTheOthersGoOn() throws Exception {
    try (TestServer server =
            serve("- { path: /deep, rules: [{ match: { a: 1 }, response: one }] }\n");
        TestClient deep = server.connect("/deep");
        TestClient other = server.connect("/deep")) {
      deep.say("[".repeat(1000) + "]".repeat(1000));
      assertThat(deep.closed())
          .isEqualTo(new TestClient.Close(1008, "the message is nested deeper than 64"));
      assertThat(other.say("{\"a\":1}").text()).isEqualTo("one");
    }
  }

  @Test
  void methodsTakeParametersByNameOrPlace() throws Exception {
    try (TestServer server =
            serve(
                """
                - path: /rpc
                  methods:
                    - name: add
                      params: [a, b, "note?"]
                      handler: "return message.params.a + message.params.b;"
                    - name: fail
                      error: { code: -32000, message: "no {{params.what}}", data: { at: "{{now}}" } }
                    - name: broken
                      handler: "return nothing.there;"
                    - name: slow
                      delay_ms: 20
                      response: { result: null }
                """);
        TestClient client = server.connect("/rpc")) {
      assertThat(call(client, "add", "[2,3]").path("result").asInt()).isEqualTo(5);
      assertThat(call(client, "add", "{\"a\":2,\"b\":5}").path("result").asInt()).isEqualTo(7);
      assertThat(code(call(client, "add", "[2]"))).isEqualTo(-32602);
      assertThat(code(call(client, "add", "[1,2,3,4]"))).isEqualTo(-32602);
      assertThat(code(call(client, "broken", "[]"))).isEqualTo(-32603);
      assertThat(call(client, "slow", "[]").path("result").isNull()).isTrue();
      JsonNode failed = call(client, "fail", "{\"what\":\"luck\"}");
      assertThat(code(failed)).isEqualTo(-32000);
      assertThat(failed.path("error").path("message").asText()).isEqualTo("no luck");
      assertThat(failed.path("error").path("data").path("at").asText()).endsWith("Z");
    }
  }

  private static JsonNode call(TestClient client, String method, String params)
      throws InterruptedException {
    return client
        .say(
            "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s,\"id\":1}"
                .formatted(method, params))
        .json();
  }

  private static int code(JsonNode answer) {
    return answer.path("error").path("code").asInt();
  }

  @Test
  void aStreamMayStandAtAPathOfItsOwn() throws Exception {
    TestServer.counter(folder, "tale", "rate: 1000\ncount: 5");
    try (TestServer server = serve("- { path: /live, narrative: tale, count: 3 }\n");
        TestClient three = server.connect("/live");
        TestClient four = server.connect("/live?count=4")) {
      assertThat(three.rest()).hasSize(3);
      assertThat(four.rest()).hasSize(4);
    }
  }

  @Test
  void aFaultyScriptKeepsTheServerFromStartingAndNamesItsLine() {
    assertThatThrownBy(
            () ->
                serve(
                    """
                    - path: /script
                      type: script
                      script: |
                        const a = 1;
                        return a +;
                    """))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("fabula.yaml:7:");
  }
}
