package io.fabula.providers.vendor;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// OpenAI's chat completions, and whatever else speaks them.
///
/// HTTP/1.1, where the end of a connection is the one way to stop a call that every gateway
/// understands. No retries here: they are the caller's.
final class OpenAiLanguageModel implements LanguageModel {
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("fabula-model-call").start(task);

  private final ProviderSettings settings;
  private final Faults faults;
  private final HttpClient http;
  private final HttpRequest template;
  private final Set<StreamedAnswer> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private OpenAiLanguageModel(ProviderSettings settings, HttpClient http, HttpRequest template) {
    this.settings = settings;
    this.faults = new Faults(settings);
    this.http = http;
    this.template = template;
  }

  static OpenAiLanguageModel open(ProviderSettings settings) {
    HttpRequest template = OpenAiEndpoint.template(settings);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeouts().connect())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    return new OpenAiLanguageModel(settings, http, template);
  }

  @Override
  public String provider() {
    return settings.name();
  }

  @Override
  public String model() {
    return settings.model();
  }

  @Override
  public Answer ask(Prompt prompt) {
    OpenAiExchange exchange = new OpenAiExchange(http, template);
    StreamedAnswer answer = new StreamedAnswer(provider(), settings.timeouts(), exchange::cancel);
    underWay.add(answer);
    if (closed) {
      answer.close();
    }
    // Not on the caller's thread: the first call of all spends its time loading classes.
    THREADS.execute(() -> call(prompt, exchange, answer));
    return answer;
  }

  private void call(Prompt prompt, OpenAiExchange exchange, StreamedAnswer answer) {
    var listener = new AnswerListener(answer, exchange, faults, () -> underWay.remove(answer));
    try {
      OpenAiChatModel.call(exchange, OpenAiRequest.of(settings, prompt), listener);
    } catch (RuntimeException e) {
      listener.onError(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(StreamedAnswer::close);
    http.shutdownNow();
  }

  @Override
  public String toString() {
    return settings.toString();
  }
}
