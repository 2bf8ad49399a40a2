package io.fabula.providers;

/// Tokens of one call as the provider counted them.
public record Usage(long inputTokens, long outputTokens) {
  /// Nothing spent, or nothing told.
  public static final Usage NONE = new Usage(0, 0);
}
