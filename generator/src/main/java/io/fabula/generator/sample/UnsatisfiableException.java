package io.fabula.generator.sample;

/// No value is found that a schema allows.
final class UnsatisfiableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /// @param path where in the schema, as a JSON Pointer
  UnsatisfiableException(String path, String message) {
    super(message);
    this.path = path;
  }

  String path() {
    return path;
  }
}
