package io.fabula.generator.template;

/// A template became too large with this conversation's values. What was written so far is taken
/// back; the next expansion starts anew.
public final class ExpansionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExpansionException(String message) {
    super(message);
  }
}
