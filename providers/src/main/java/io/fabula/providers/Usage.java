package io.fabula.providers;

/// Tokens of one call as the provider counted them.
///
/// @param inputTokens all that the model read, cached ones included
/// @param outputTokens all that it wrote, thinking included
/// @param cachedTokens what of the input came from the provider's cache of prompts
public record Usage(long inputTokens, long outputTokens, long cachedTokens) {
  /// Nothing spent, or nothing told.
  public static final Usage NONE = new Usage(0, 0);

  public Usage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0);
  }

  /// Both together.
  public long tokens() {
    return inputTokens + outputTokens;
  }
}
