package io.fabula.providers.budget;

import io.fabula.providers.Prompt;
import java.nio.charset.StandardCharsets;

/// Tokens guessed from text: a token for every 3 bytes of UTF-8, rounded up. English has about 4
/// bytes to a token, JSON about 3, Chinese and Japanese 3 or more: the guess is high on purpose, a
/// budget had better end early than late.
final class Estimate {
  private static final int BYTES_PER_TOKEN = 3;

  /// Roles, separators and the frame around a schema.
  private static final int FRAME = 16;

  private Estimate() {}

  /// What a model reads with this prompt: system, user, schema and their frame.
  static long input(Prompt prompt) {
    long bytes = bytes(prompt.system()) + bytes(prompt.user());
    if (prompt.schema().isPresent()) {
      bytes += bytes(prompt.schema().get().name()) + bytes(prompt.schema().get().json());
    }
    return tokens(bytes) + FRAME;
  }

  static long tokens(long bytes) {
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
