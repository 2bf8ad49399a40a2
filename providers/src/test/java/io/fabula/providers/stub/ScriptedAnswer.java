package io.fabula.providers.stub;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  /// The fields that every chunk begins with.
  private static final String HEAD =
      "{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1700000000,\"model\":\"stub\",";

  private final List<Step> steps;

  private ScriptedAnswer(List<Step> steps) {
    this.steps = steps;
  }

  @FunctionalInterface
  private interface Step {
    void play(Wire wire) throws IOException, InterruptedException;
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
    return start().then(wire -> wire.respond(status, headers, body));
  }

  /// One chunk with this text.
  public ScriptedAnswer token(String text) {
    return then(wire -> wire.event(chunk("{\"content\":" + quoted(text) + "}", "null")));
  }

  /// A text in tokens of so many characters, the n-th due n times `perToken` after this step began,
  /// so that small delays do not add up. No token ends within a character beyond 16 bits.
  public ScriptedAnswer text(String text, int charsPerToken, Duration perToken) {
    return then(
        wire -> {
          long begun = System.nanoTime();
          int count = 0;
          for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + charsPerToken);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
              end++;
            }
            wire.awaitDeadline(begun + ++count * perToken.toNanos());
            wire.event(chunk("{\"content\":" + quoted(text.substring(at, end)) + "}", "null"));
            at = end;
          }
        });
  }

  /// Waits until the latch is down.
  public ScriptedAnswer await(CountDownLatch gate) {
    return then(wire -> wire.await(gate::await));
  }

  /// Waits until the semaphore gives a permit.
  public ScriptedAnswer await(Semaphore gate) {
    return then(wire -> wire.await(gate::tryAcquire));
  }

  /// Waits for that long.
  public ScriptedAnswer pause(Duration length) {
    return then(wire -> wire.awaitDeadline(System.nanoTime() + length.toNanos()));
  }

  /// Waits until the client goes away or the stub is closed. As a first step it sends a comment, so
  /// that the client's going is noticed.
  public ScriptedAnswer hang() {
    return comment("hanging").await(new CountDownLatch(1));
  }

  /// A chunk that refuses in the way of OpenAI's structured outputs.
  public ScriptedAnswer refusal(String words) {
    return then(
        wire -> wire.event(chunk("{\"content\":null,\"refusal\":" + quoted(words) + "}", "null")));
  }

  /// The chunk that carries the finish reason: `stop`, `length`, `content_filter`, ...
  public ScriptedAnswer finish(String reason) {
    return then(wire -> wire.event(chunk("{}", quoted(reason))));
  }

  /// The chunk without choices that carries a plausible usage.
  public ScriptedAnswer usage() {
    return usage(100, 50);
  }

  /// The chunk without choices that carries the usage.
  public ScriptedAnswer usage(long inputTokens, long outputTokens) {
    return event(
        HEAD
            + """
            "choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}\
            """
                .formatted(inputTokens, outputTokens, inputTokens + outputTokens));
  }

  /// `data: [DONE]`.
  public ScriptedAnswer done() {
    return event("[DONE]");
  }

  /// An error event in mid-stream, in OpenAI's shape.
  public ScriptedAnswer error(String type, String message) {
    return event(
        "{\"error\":{\"message\":%s,\"type\":%s,\"param\":null,\"code\":null}}"
            .formatted(quoted(message), quoted(type)));
  }

  /// One event with this data.
  public ScriptedAnswer event(String data) {
    return then(wire -> wire.event(data));
  }

  /// A comment, as gateways send them to keep a connection alive.
  public ScriptedAnswer comment(String text) {
    return bytes((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  /// These bytes as one HTTP chunk, whatever they cut in two.
  public ScriptedAnswer bytes(byte[] chunk) {
    byte[] copy = chunk.clone();
    return then(wire -> wire.write(copy));
  }

  /// Cuts the connection without ending the response.
  public ScriptedAnswer abort() {
    return then(
        _ -> {
          throw new IOException("cut as scripted");
        });
  }

  void play(Wire wire) throws IOException, InterruptedException {
    for (Step step : steps) {
      step.play(wire);
    }
  }

  private ScriptedAnswer then(Step step) {
    return new ScriptedAnswer(Stream.concat(steps.stream(), Stream.of(step)).toList());
  }

  private static String chunk(String delta, String finishReason) {
    return HEAD
        + """
        "choices":[{"index":0,"delta":%s,"finish_reason":%s}],"usage":null}\
        """
            .formatted(delta, finishReason);
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
