package io.fabula.generator.document;

/// One fault of a document and where it stands.
public record Problem(Place place, String message) {
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
