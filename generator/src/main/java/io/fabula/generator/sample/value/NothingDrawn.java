package io.fabula.generator.sample.value;

import io.fabula.generator.narrative.Schemas;

/// This draw came to nothing; another may succeed.
public final class NothingDrawn extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /// @param message why
  public NothingDrawn(String message) {
    this("", message);
  }

  private NothingDrawn(String path, String message) {
    super(message, null, false, false);
    this.path = path;
  }

  /// A schema forbids what was drawn.
  ///
  /// @param path the keyword that does, as a JSON Pointer
  public static NothingDrawn refused(String path, Schemas.Violation violation) {
    String where = violation.pointer().isEmpty() ? ": " : "";
    return new NothingDrawn(path, "what is drawn is refused: data" + where + violation);
  }

  /// Where in the schema the reason stands, as a JSON Pointer; empty where that is not known.
  public String path() {
    return path;
  }
}
