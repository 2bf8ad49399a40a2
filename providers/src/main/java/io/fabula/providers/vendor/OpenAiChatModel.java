package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.core.ClientOptions;
import com.openai.core.ObjectMappers;
import com.openai.core.Sleeper;
import com.openai.core.http.HttpClient;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openaiofficial.OpenAiOfficialChatRequestParameters;
import dev.langchain4j.model.openaiofficial.OpenAiOfficialStreamingChatModel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// LangChain4j's OpenAI model over an HTTP client of ours, made for one call.
///
/// The builder takes a client of the SDK, but then leaves every other field unset (LangChain4j
/// 1.11.0-beta19), so they are set here. A model is cheap next to a call; what is dear, the JSON
/// mapper with what it learnt of the SDK's types, is shared.
final class OpenAiChatModel extends OpenAiOfficialStreamingChatModel {
  private static final JsonMapper JSON = ObjectMappers.jsonMapper();

  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("fabula-model-answer").start(task);

  private OpenAiChatModel(HttpClient http, Executor reader) {
    super(builder().openAIClientAsync(new OpenAIClientAsyncImpl(options(http, reader))));
    modelProvider = ModelProvider.OPEN_AI;
    defaultRequestParameters = OpenAiOfficialChatRequestParameters.EMPTY;
    // Not strict, or LangChain4j would rewrite the schema (optional properties to nullable ones).
    strictJsonSchema = false;
    strictTools = false;
    listeners = List.of();
    supportedCapabilities = Set.of();
  }

  /// Makes one call. `handler` hears of it on another thread, after this has returned.
  ///
  /// @param http the wire of the call, which also adds the key
  static void call(HttpClient http, ChatRequest request, StreamingChatResponseHandler handler) {
    // LangChain4j's handler throws where the response is read before `chat` has returned.
    var asked = new CompletableFuture<Void>();
    Executor reader =
        task ->
            THREADS.execute(
                () -> {
                  asked.join();
                  task.run();
                });
    try {
      new OpenAiChatModel(http, reader).chat(request, handler);
    } finally {
      asked.complete(null);
    }
  }

  private static ClientOptions options(HttpClient http, Executor reader) {
    return ClientOptions.builder()
        .httpClient(http)
        .streamHandlerExecutor(reader)
        .jsonMapper(JSON)
        .maxRetries(0)
        .sleeper(NoSleep.INSTANCE)
        .apiKey(Chat.PLACEHOLDER)
        .build();
  }

  /// The SDK sleeps between its retries, of which there are none; its own sleeper would start a
  /// timer thread for each call.
  private enum NoSleep implements Sleeper {
    INSTANCE;

    @Override
    public void sleep(Duration duration) {
      throw new UnsupportedOperationException("retries belong to the caller");
    }

    @Override
    public CompletableFuture<Void> sleepAsync(Duration duration) {
      return CompletableFuture.failedFuture(
          new UnsupportedOperationException("retries belong to the caller"));
    }

    @Override
    public void close() {}
  }
}
