package io.fabula.generator.replay;

/// Who said it.
public enum Direction {
  /// The server, to its client: a replay sends it.
  OUT("out"),
  /// The client: a replay sends nothing, it is what was heard when this was recorded.
  IN("in");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  /// As a replay line writes it.
  public String word() {
    return word;
  }
}
