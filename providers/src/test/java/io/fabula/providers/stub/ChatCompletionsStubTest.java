package io.fabula.providers.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChatCompletionsStubTest {
  @Test
  void streamsTheTextOfARequestInTokensAndEndsItRegularly() throws Exception {
    try (var stub = ChatCompletionsStub.answering(Request::body, 2, Duration.ofMillis(1));
        var client = HttpClient.newHttpClient()) {
      String body = client.send(post(stub, "a\"b😀"), BodyHandlers.ofString()).body();

      assertThat(body)
          .containsSubsequence(
              "\"delta\":{\"content\":\"a\\\"\"},\"finish_reason\":null",
              "\"delta\":{\"content\":\"b😀\"}",
              "\"finish_reason\":\"stop\"",
              "\"choices\":[],\"usage\":{\"prompt_tokens\":100",
              "data: [DONE]\n\n");
    }
  }

  @Test
  void recordsRequestsWithHeadersInAnyCase() throws Exception {
    try (var stub =
            ChatCompletionsStub.open(_ -> ScriptedAnswer.status(418, "{}", Map.of("A", "b")));
        var client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(post(stub, "tea?"), BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(418);
      assertThat(response.headers().firstValue("a")).contains("b");
      assertThat(stub.requests()).extracting(Request::body).containsExactly("tea?");
      assertThat(stub.requests().getFirst().header("x-tESt")).contains("yes");
    }
  }

  @Test
  void countsAnswersInFlightAndDroppedOnes() throws Exception {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().hang());
        var client = HttpClient.newHttpClient()) {
      InputStream one = client.send(post(stub, ""), BodyHandlers.ofInputStream()).body();
      InputStream two = client.send(post(stub, ""), BodyHandlers.ofInputStream()).body();
      assertThat(stub.inFlight()).isEqualTo(2);

      one.close();
      await().until(() -> stub.dropped() == 1 && stub.inFlight() == 1);
      two.close();

      await().until(() -> stub.dropped() == 2 && stub.inFlight() == 0);
      assertThat(stub.mostInFlight()).isEqualTo(2);
    }
  }

  @Test
  void abortCutsTheConnectionWithoutEndingTheResponse() {
    try (var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().token("a").abort());
        var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(post(stub, ""), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(stub.dropped()).isZero();
    }
  }

  @Test
  void closingEndsAnswersThatWait() {
    var never = new CountDownLatch(1);
    var stub = ChatCompletionsStub.open(_ -> ScriptedAnswer.start().await(never));
    try (var client = HttpClient.newHttpClient()) {
      var response = client.sendAsync(post(stub, ""), BodyHandlers.ofString());
      await().until(() -> stub.inFlight() == 1);

      stub.close();

      await().until(response::isCompletedExceptionally);
      assertThat(stub.inFlight()).isZero();
    }
  }

  private static HttpRequest post(ChatCompletionsStub stub, String body) {
    return HttpRequest.newBuilder(URI.create(stub.baseUrl() + "/chat/completions"))
        .header("X-Test", "yes")
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
