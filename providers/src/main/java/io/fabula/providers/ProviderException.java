package io.fabula.providers;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A call to a language model failed. The message names the provider and never holds a key.
public abstract sealed class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ProviderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// Asking again later may help: rate limits, timeouts, lost connections, a cut answer.
  public static final class Retriable extends ProviderException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean unread;

    private Retriable(
        String message, @Nullable Throwable cause, @Nullable Duration retryAfter, boolean unread) {
      super(message, cause);
      this.retryAfter = retryAfter;
      this.unread = unread;
    }

    public Retriable(String message, Throwable cause) {
      this(message, cause, null, false);
    }

    public Retriable(String message) {
      this(message, null, null, false);
    }

    public Retriable(String message, Duration retryAfter) {
      this(message, null, retryAfter, true);
    }

    /// A provider that was busy or out of reach: it has not read the prompt.
    public static Retriable unread(String message) {
      return new Retriable(message, null, null, true);
    }

    /// A provider that was busy or out of reach: it has not read the prompt.
    public static Retriable unread(String message, Throwable cause) {
      return new Retriable(message, cause, null, true);
    }

    /// How long the provider asked to be left alone, where it did (the `Retry-After` header).
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    /// Whether the provider turned the call away before it read the prompt, so that nobody is
    /// billed for it.
    public boolean isUnread() {
      return unread;
    }
  }

  /// Asking again gives the same: a bad key, an unknown model, a refused request.
  public abstract static sealed class Terminal extends ProviderException {
    private static final long serialVersionUID = 1L;

    private Terminal(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The provider cannot be used as it is configured: its key, its model, its address, its account.
  public static final class Misconfigured extends Terminal {
    private static final long serialVersionUID = 1L;

    public Misconfigured(String message, Throwable cause) {
      super(message, cause);
    }

    public Misconfigured(String message) {
      super(message, null);
    }
  }

  /// The provider does not take this request, which says nothing about others: HTTP 400, a
  /// recording that is missing.
  public static final class Rejected extends Terminal {
    private static final long serialVersionUID = 1L;

    public Rejected(String message) {
      super(message, null);
    }
  }

  /// The model or its guard declined this prompt or the answer to it: a refusal, a content filter.
  public static final class Refused extends Terminal {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message, null);
    }
  }

  /// The prompt and its answer do not fit into the model's context; a shorter prompt may.
  public static final class TooLong extends Terminal {
    private static final long serialVersionUID = 1L;

    public TooLong(String message) {
      super(message, null);
    }
  }

  /// The budget allows no further call.
  public static final class Spent extends Terminal {
    private static final long serialVersionUID = 1L;

    public Spent(String message) {
      super(message, null);
    }
  }

  /// The call was cancelled on this side.
  public static final class Cancelled extends Terminal {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super(message, null);
    }
  }
}
