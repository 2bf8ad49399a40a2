package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The guide's section Message Handlers, each block as it stands there.
class GuideHandlersTest {
  @TempDir Path folder;

  @Test
  void theEchoHandlerSaysBackTextAndBinary() throws Exception {
    try (TestServer server = Guide.serve(folder, "echo-handler");
        TestClient client = server.connect("/echo")) {
      for (String text : List.of("hello", "world", "test", "", "{\"type\": \"ping\"}")) {
        assertThat(client.say(text).text()).isEqualTo(text);
      }
      client.sayBinary(new byte[] {0, 1, 2, 3, 4, 5});
      assertThat(client.binary()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void theStaticHandlerSaysItsThreeMessages() throws Exception {
    try (TestServer server = Guide.serve(folder, "static-response");
        TestClient client = server.connect("/status")) {
      assertThat(client.text()).isEqualTo("{\"type\": \"connected\", \"server\": \"fabula\"}");
      assertThat(client.say("anything").text())
          .isEqualTo("{\"type\": \"ack\", \"received\": true}");

      // When the client closes first, the last message comes before our close frame
      client.leave(1000, "test complete");
      assertThat(client.rest())
          .containsExactly(TestServer.JSON.readTree("{\"type\": \"goodbye\"}"));
      assertThat(client.closed().code()).isEqualTo(1000);
    }
  }

  @Test
  void theStaticHandlerSaysGoodbyeWhenTheServerStops() throws Exception {
    TestServer server = Guide.serve(folder, "static-response");
    try (TestClient client = server.connect("/status")) {
      client.text();
      server.close();
      assertThat(client.rest())
          .containsExactly(TestServer.JSON.readTree("{\"type\": \"goodbye\"}"));
      assertThat(client.closed().code()).isEqualTo(1001);
    }
  }

  @Test
  void thePatternHandlerAnswersByTheFirstRuleThatMatches() throws Exception {
    try (TestServer server = Guide.serve(folder, "pattern-matching");
        TestClient client = server.connect("/api")) {
      JsonNode pong = client.say("{\"type\": \"ping\"}").json();
      assertThat(pong.path("type").asText()).isEqualTo("pong");
      assertThat(Instant.parse(pong.path("timestamp").asText())).isBefore(Instant.now());

      JsonNode subscribed = client.say("{\"type\": \"subscribe\", \"channel\": \"orders\"}").json();
      assertThat(subscribed.path("channel").asText()).isEqualTo("orders");
      assertThat(UUID.fromString(subscribed.path("id").asText()).version()).isEqualTo(4);

      // What has no channel is passed over, what is a number stays one
      client.say("{\"type\": \"subscribe\"}");
      assertThat(client.say("{\"type\": \"message\", \"id\": 42}").json())
          .isEqualTo(TestServer.JSON.readTree("{\"type\":\"ack\",\"id\":42,\"processed\":true}"));
    }
  }

  @Test
  void whatIsNoJsonIsToldSoWhereJsonIsNeeded() throws Exception {
    try (TestServer server = Guide.serve(folder, "pattern-matching");
        TestClient client = server.connect("/api")) {
      assertThat(client.say("{\"type\": ").json().path("error").asText())
          .isEqualTo("Invalid JSON format");
      assertThat(client.say("{\"type\": \"ping\"}").json().path("type").asText()).isEqualTo("pong");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"jsonrpc":"2.0","method":"user.get","params":{"id":7},"id":1}     | {"jsonrpc":"2.0","result":{"id":7,"name":"John Doe","email":"john@example.com"},"id":1}
          {"jsonrpc":"2.0","method":"user.get","params":{"id":"x"},"id":"a"} | {"jsonrpc":"2.0","result":{"id":"x","name":"John Doe","email":"john@example.com"},"id":"a"}
          {"jsonrpc":"2.0","method":"user.get","id":null}                    | {"jsonrpc":"2.0","result":{"id":null,"name":"John Doe","email":"john@example.com"},"id":null}
          {"jsonrpc":"2.0","method":"nobody","id":1.5}                       | {"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1.5}
          {"jsonrpc":"2.0","method":1,"params":"bar","id":3}                 | {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":3}
          {"jsonrpc":"1.0","method":"user.get","id":3}                       | {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":3}
          {"jsonrpc":"2.0","method":"user.get","id":[1]}                     | {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}
          {"jsonrpc":"2.0","method":"foobar, "params"                        | {"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}
          []                                                                 | {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}
          [1]                                                                | [{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}]
          [{"jsonrpc":"2.0","method":"user.get","params":{"id":1},"id":1},{"jsonrpc":"2.0","method":"user.get"},{"foo":"boo"},{"jsonrpc":"2.0","method":"x","id":2}] | [{"jsonrpc":"2.0","result":{"id":1,"name":"John Doe","email":"john@example.com"},"id":1},{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null},{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":2}]
          """)
  void theJsonRpcHandlerIsWhatTheSpecificationSays(String call, String answer) throws Exception {
    try (TestServer server = Guide.serve(folder, "json-rpc-handler");
        TestClient client = server.connect("/jsonrpc")) {
      assertThat(client.say(call).json()).isEqualTo(TestServer.JSON.readTree(answer));
    }
  }

  @Test
  void notificationsAreNotAnswered() throws Exception {
    try (TestServer server = Guide.serve(folder, "json-rpc-handler");
        TestClient client = server.connect("/jsonrpc")) {
      client.say("{\"jsonrpc\":\"2.0\",\"method\":\"user.create\",\"params\":[1,2]}");
      client.say("{\"jsonrpc\":\"2.0\",\"method\":\"nobody\"}");
      client.say("[{\"jsonrpc\":\"2.0\",\"method\":\"user.create\"}]");
      JsonNode answer =
          client.say("{\"jsonrpc\":\"2.0\",\"method\":\"user.create\",\"id\":9}").json();

      assertThat(answer.path("id").asInt()).isEqualTo(9);
      assertThat(answer.path("result").path("created").asBoolean()).isTrue();
      assertThat(UUID.fromString(answer.path("result").path("id").asText())).isNotNull();
    }
  }

  @Test
  void theScriptedHandlerCountsTheMessagesOfItsConnection() throws Exception {
    try (TestServer server = Guide.serve(folder, "scripted-handler");
        TestClient one = server.connect("/custom");
        TestClient two = server.connect("/custom")) {
      for (int i = 1; i <= 3; i++) {
        JsonNode answer = one.say("{\"id\": \"m" + i + "\"}").json();
        assertThat(answer.path("request_id").asText()).isEqualTo("m" + i);
        assertThat(answer.path("message_number").asInt()).isEqualTo(i);
        assertThat(answer.path("timestamp").asLong()).isGreaterThan(1_700_000_000_000L);
      }
      assertThat(two.say("{}").json().path("message_number").asInt()).isOne();

      // What is no JSON costs an answer that says so, and the connection goes on
      assertThat(one.say("not JSON").json().path("error").asText()).isEqualTo("Script failed");
      assertThat(one.say("{}").json().path("message_number").asInt()).isEqualTo(4);
    }
  }
}
