package io.fabula.providers.stub;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A [ModelStub] that speaks OpenAI's chat completions.
///
///     try (var stub = ChatCompletionsStub.open(request -> ScriptedAnswer.of("Hello", " world"))) {
///       // point a provider at stub.baseUrl()
///     }
public final class ChatCompletionsStub implements AutoCloseable {
  private final ModelStub stub;

  private ChatCompletionsStub(ModelStub stub) {
    this.stub = stub;
  }

  /// Starts a server that answers each request with what `script` says.
  public static ChatCompletionsStub open(Function<Request, ScriptedAnswer> script) {
    return new ChatCompletionsStub(ModelStub.open(Dialect.OPENAI, script));
  }

  /// Starts a server that streams `wholeText` of the request, `charsPerToken` at a time and one
  /// token each `perToken`, and ends each answer regularly with a plausible usage.
  public static ChatCompletionsStub answering(
      Function<Request, String> wholeText, int charsPerToken, Duration perToken) {
    return open(
        request ->
            ScriptedAnswer.start()
                .text(wholeText.apply(request), charsPerToken, perToken)
                .finish("stop")
                .usage()
                .done());
  }

  /// What to set as a provider's `base_url`: `http://127.0.0.1:PORT/v1`.
  public URI baseUrl() {
    return stub.baseUrl();
  }

  /// Every request so far, in the order of arrival.
  public List<Request> requests() {
    return stub.requests();
  }

  /// The answers being written now.
  public int inFlight() {
    return stub.inFlight();
  }

  /// The most answers that were ever written at once.
  public int mostInFlight() {
    return stub.mostInFlight();
  }

  /// The answers whose client went away before their end, see [ModelStub#dropped].
  public int dropped() {
    return stub.dropped();
  }

  @Override
  public void close() {
    stub.close();
  }
}
