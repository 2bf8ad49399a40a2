package io.fabula.generator.sample.schema;

/// No value is found that a schema allows.
public final class UnsatisfiableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /// @param path where in the schema, as a JSON Pointer
  public UnsatisfiableException(String path, String message) {
    super(message);
    this.path = path;
  }

  /// Where in the schema, as a JSON Pointer.
  public String path() {
    return path;
  }
}
