package io.fabula.providers;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A call to a language model failed. The message names the provider and never holds a key.
public abstract sealed class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ProviderException(String message, Throwable cause) {
    super(message, cause);
  }

  private ProviderException(String message) {
    super(message);
  }

  /// Asking again later may help: rate limits, timeouts, lost connections, a cut answer.
  public static final class Retriable extends ProviderException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public Retriable(String message, Throwable cause) {
      super(message, cause);
      this.retryAfter = null;
    }

    public Retriable(String message) {
      super(message);
      this.retryAfter = null;
    }

    public Retriable(String message, Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    /// How long the provider asked to be left alone, where it did (the `Retry-After` header).
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }

  /// Asking again gives the same: a bad key, an unknown model, a refused request.
  public static final class Terminal extends ProviderException {
    private static final long serialVersionUID = 1L;

    public Terminal(String message, Throwable cause) {
      super(message, cause);
    }

    public Terminal(String message) {
      super(message);
    }
  }
}
