package io.fabula.providers.vendor;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One whole call without a network: it loads the classes and teaches the JSON mapper the types
/// that the first real call would pay for.
final class OpenAiWarmUp implements HttpClient {
  private static final String ANSWER =
      """
      data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",\
      "choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}

      data: [DONE]

      """;

  private OpenAiWarmUp() {}

  static void run() {
    var settings =
        ProviderSettings.of("warm-up", OpenAiCompatible.KEY, "m")
            .withBaseUrl(URI.create("http://localhost/v1"));
    var schema = Optional.of(new Prompt.ResponseSchema("x", "{\"type\":\"object\"}"));
    var answer = new Whole();
    OpenAiChatModel.call(
        new OpenAiWarmUp(), OpenAiRequest.of(settings, new Prompt("s", "u", schema, 1)), answer);
    answer.response.orTimeout(1, TimeUnit.MINUTES).join();
    OpenAiLanguageModel.open(settings).close();
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    if (request.body() != null) {
      request.body().writeTo(OutputStream.nullOutputStream());
    }
    return CompletableFuture.completedFuture(new Canned());
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    throw new UnsupportedOperationException("The streaming model only calls executeAsync.");
  }

  @Override
  public void close() {}

  private static final class Canned implements HttpResponse {
    private final InputStream body =
        new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.UTF_8));

    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return Headers.builder().build();
    }

    @Override
    public InputStream body() {
      return body;
    }

    @Override
    public void close() {}
  }

  private static final class Whole implements StreamingChatResponseHandler {
    final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

    @Override
    public void onCompleteResponse(ChatResponse whole) {
      response.complete(whole);
    }

    @Override
    public void onError(Throwable error) {
      response.completeExceptionally(error);
    }
  }
}
