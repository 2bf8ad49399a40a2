package io.fabula.providers.stub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// What the stub answers to one request: an immutable list of steps, each method adding one.
///
///     ScriptedAnswer.start().token("Hel").await(gate).token("lo").finish("stop").usage(9, 2).done()
///
/// After the last step the response ends as HTTP ends it; leave steps out to cut an answer short in
/// any way. Nothing is sent, not even the response's head, before the first step that writes.
public final class ScriptedAnswer {
  private final List<Step> steps;

  private ScriptedAnswer(List<Step> steps) {
    this.steps = steps;
  }

  /// An answer without any step yet.
  public static ScriptedAnswer start() {
    return new ScriptedAnswer(List.of());
  }

  /// A whole, regular answer: these tokens, finish reason `stop`, usage and `[DONE]`.
  public static ScriptedAnswer of(String... tokens) {
    ScriptedAnswer answer = start();
    for (String token : tokens) {
      answer = answer.token(token);
    }
    return answer.finish("stop").usage().done();
  }

  /// No stream but an HTTP status with a JSON body, empty for none.
  public static ScriptedAnswer status(int status, String body) {
    return status(status, body, Map.of());
  }

  /// No stream but an HTTP status with a body and headers.
  public static ScriptedAnswer status(int status, String body, Map<String, String> headers) {
    return start().then(new Step.Status(status, body, headers));
  }

  /// One chunk with this text.
  public ScriptedAnswer token(String text) {
    return then(new Step.Token(text));
  }

  /// A text in tokens of so many characters, the n-th due n times `perToken` after this step began,
  /// so that small delays do not add up. No token ends within a character beyond 16 bits.
  public ScriptedAnswer text(String text, int charsPerToken, Duration perToken) {
    return then(new Step.Text(text, charsPerToken, perToken));
  }

  /// Waits until the latch is down.
  public ScriptedAnswer await(CountDownLatch gate) {
    return then(new Step.Await(gate::await));
  }

  /// Waits until the semaphore gives a permit.
  public ScriptedAnswer await(Semaphore gate) {
    return then(new Step.Await(gate::tryAcquire));
  }

  /// Waits for that long.
  public ScriptedAnswer pause(Duration length) {
    return then(new Step.Pause(length));
  }

  /// Waits until the client goes away or the stub is closed. It keeps the connection alive first,
  /// so that the client's going is noticed even where nothing was sent.
  public ScriptedAnswer hang() {
    return comment("hanging").await(new CountDownLatch(1));
  }

  /// What refuses in the vendor's way: in OpenAI's a chunk of its own, in others an end for that
  /// reason.
  public ScriptedAnswer refusal(String words) {
    return then(new Step.Refusal(words));
  }

  /// The finish reason: `stop`, `length` or `content_filter` in the vendor's words, any other as it
  /// is.
  public ScriptedAnswer finish(String reason) {
    return then(new Step.Finish(reason));
  }

  /// A plausible usage.
  public ScriptedAnswer usage() {
    return usage(100, 50);
  }

  /// The usage, with nothing from a cache.
  public ScriptedAnswer usage(long inputTokens, long outputTokens) {
    return usage(inputTokens, outputTokens, 0);
  }

  /// The usage. Right after [#finish] it comes together with it where the vendor does so.
  ///
  /// @param inputTokens all that was read, the cached ones included
  public ScriptedAnswer usage(long inputTokens, long outputTokens, long cachedTokens) {
    return then(new Step.Usage(inputTokens, outputTokens, cachedTokens));
  }

  /// The mark of the end, where the vendor has one: `data: [DONE]`.
  public ScriptedAnswer done() {
    return then(new Step.Done());
  }

  /// An error in mid-stream.
  public ScriptedAnswer error(String type, String message) {
    return then(new Step.Failure(type, message));
  }

  /// One event with this data.
  public ScriptedAnswer event(String data) {
    return then(new Step.Event(data));
  }

  /// What keeps a connection alive: a comment, a ping, a blank line.
  public ScriptedAnswer comment(String text) {
    return then(new Step.KeepAlive(text));
  }

  /// These bytes as one HTTP chunk, whatever they cut in two.
  public ScriptedAnswer bytes(byte[] chunk) {
    return then(new Step.Bytes(new String(chunk, StandardCharsets.ISO_8859_1)));
  }

  /// Cuts the connection without ending the response.
  public ScriptedAnswer abort() {
    return then(new Step.Abort());
  }

  private ScriptedAnswer then(Step step) {
    return new ScriptedAnswer(Stream.concat(steps.stream(), Stream.of(step)).toList());
  }

  /// Tells this answer in a vendor's protocol.
  void play(Wire wire, Dialect dialect) throws IOException, InterruptedException {
    Step.Usage ahead =
        steps.stream()
            .filter(Step.Usage.class::isInstance)
            .map(Step.Usage.class::cast)
            .findFirst()
            .orElse(new Step.Usage(0, 0, 0));
    Speaker speaker = dialect.speaker(wire, ahead);
    for (int at = 0; at < steps.size(); at++) {
      Step next = at + 1 < steps.size() ? steps.get(at + 1) : new Step.Done();
      if (steps.get(at) instanceof Step.Finish finish && next instanceof Step.Usage usage) {
        speaker.finish(finish.reason(), Optional.of(usage));
        at++;
      } else {
        play(steps.get(at), wire, speaker);
      }
    }
  }

  private static void play(Step step, Wire wire, Speaker speaker)
      throws IOException, InterruptedException {
    switch (step) {
      case Step.Token token -> speaker.token(token.text());
      case Step.Text text -> play(text, wire, speaker);
      case Step.Refusal refusal -> speaker.refusal(refusal.words());
      case Step.Finish finish -> speaker.finish(finish.reason(), Optional.empty());
      case Step.Usage usage -> speaker.usage(usage);
      case Step.Done _ -> speaker.done();
      case Step.Failure failure -> speaker.failure(failure.type(), failure.message());
      case Step.Event event -> speaker.event(event.data());
      case Step.KeepAlive keepAlive -> speaker.keepAlive(keepAlive.text());
      case Step.Bytes bytes -> wire.write(bytes.latin1().getBytes(StandardCharsets.ISO_8859_1));
      case Step.Await await -> wire.await(await.gate());
      case Step.Pause pause -> wire.awaitDeadline(System.nanoTime() + pause.length().toNanos());
      case Step.Status status -> wire.respond(status.status(), status.headers(), status.body());
      case Step.Abort _ -> throw new IOException("cut as scripted");
    }
  }

  private static void play(Step.Text step, Wire wire, Speaker speaker)
      throws IOException, InterruptedException {
    String text = step.text();
    long begun = System.nanoTime();
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + step.charsPerToken());
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end++;
      }
      wire.awaitDeadline(begun + ++count * step.perToken().toNanos());
      speaker.token(text.substring(at, end));
      at = end;
    }
  }
}
