package io.fabula.providers.stub;

import java.time.Duration;
import java.util.Map;

/// One step of a [ScriptedAnswer]: what is to be told, in no vendor's form yet.
sealed interface Step {
  record Token(String text) implements Step {}

  record Text(String text, int charsPerToken, Duration perToken) implements Step {}

  record Refusal(String words) implements Step {}

  record Finish(String reason) implements Step {}

  record Usage(long input, long output, long cached) implements Step {}

  record Done() implements Step {}

  record Failure(String type, String message) implements Step {}

  record Event(String data) implements Step {}

  record KeepAlive(String text) implements Step {}

  /// Bytes as they are, each a character of Latin 1.
  record Bytes(String latin1) implements Step {}

  record Await(Wire.Gate gate) implements Step {}

  record Pause(Duration length) implements Step {}

  record Status(int status, String body, Map<String, String> headers) implements Step {}

  record Abort() implements Step {}
}
