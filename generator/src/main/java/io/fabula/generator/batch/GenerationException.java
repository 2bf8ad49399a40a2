package io.fabula.generator.batch;

import org.jspecify.annotations.Nullable;

/// A model did not write the story on. The message says why in a sentence that a person
/// understands.
public final class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean spent;

  GenerationException(String message, @Nullable Throwable cause, boolean spent) {
    super(message, cause);
    this.spent = spent;
  }

  GenerationException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /// Whether it is the budget that ended the story.
  public boolean spent() {
    return spent;
  }
}
