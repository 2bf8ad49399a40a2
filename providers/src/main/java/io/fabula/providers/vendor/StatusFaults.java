package io.fabula.providers.vendor;

import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Says what a provider's own errors mean: those with a status, and those in mid-stream.
final class StatusFaults {
  private final ProviderSettings settings;
  private final String where;
  private final Optional<String> keyVariable;
  private final Secrets secrets;
  private final Clock clock;

  StatusFaults(
      ProviderSettings settings,
      String where,
      Optional<String> keyVariable,
      Secrets secrets,
      Clock clock) {
    this.settings = settings;
    this.where = where;
    this.keyVariable = keyVariable;
    this.secrets = secrets;
    this.clock = clock;
  }

  ProviderException of(WireReport.Rejection rejection) {
    int status = rejection.status();
    ProviderWords words = ProviderWords.in(rejection.body());
    Optional<Duration> wait = RetryAfter.in(rejection.headers(), clock);
    String said = said(words);
    return switch (status) {
      case 401, 403 -> badKey(status, said);
      case 404 ->
          new Misconfigured(
              "%s has no model %s at %s (HTTP 404); look at providers.%s.model and .base_url.%s"
                  .formatted(name(), settings.model(), where, name(), said));
      case 413 -> tooLong(status, said);
      // A prompt beyond a limit a minute is told so too; it does not pass by a shorter prompt.
      case 429 ->
          words.quotaSpent()
              ? new Misconfigured(
                  "%s says the account's quota is spent (HTTP 429).%s".formatted(name(), said))
              : later("%s limits how often it is asked (HTTP 429).%s", said, wait);
      case 408, 409, 425 -> later("%s asks to try again (HTTP " + status + ").%s", said, wait);
      default -> {
        if (words.tooLong()) {
          yield tooLong(status, said);
        }
        if (words.filtered()) {
          yield new Refused(
              "%s withheld its answer: its content filter stopped the prompt (HTTP %d).%s"
                  .formatted(name(), status, said));
        }
        if (status >= 500) {
          yield later("%s has trouble of its own (HTTP " + status + ").%s", said, wait);
        }
        // Gemini says 400 to a wrong key (ai.google.dev/gemini-api/docs/troubleshooting).
        if (words.message().startsWith("API key not valid")) {
          yield badKey(status, said);
        }
        String message = "%s refused the request (HTTP %d).%s".formatted(name(), status, said);
        yield status == 400 || status == 422 ? new Rejected(message) : new Misconfigured(message);
      }
    };
  }

  /// An error event in a stream that began with 200.
  ProviderException midStream(ProviderWords words) {
    String message = "%s broke its answer off.%s".formatted(name(), said(words));
    if (words.tooLong()) {
      return new TooLong(message);
    }
    if (words.filtered()) {
      return new Refused(message);
    }
    if (words.quotaSpent()) {
      return new Misconfigured(message);
    }
    return words.invalidRequest() ? new Rejected(message) : new Retriable(message);
  }

  private ProviderException badKey(int status, String said) {
    return new Misconfigured(
        "%s refused the API key (HTTP %d); look at providers.%s.api_key%s.%s"
            .formatted(
                name(),
                status,
                name(),
                keyVariable.map(variable -> " or the variable " + variable).orElse(""),
                said));
  }

  private ProviderException tooLong(int status, String said) {
    return new TooLong(
        "%s cannot take so long a prompt (HTTP %d).%s".formatted(name(), status, said));
  }

  private ProviderException later(String sentence, String said, Optional<Duration> wait) {
    String message = sentence.formatted(name(), said);
    return wait.map(length -> new Retriable(message, length))
        .orElseGet(() -> Retriable.unread(message));
  }

  private String said(ProviderWords words) {
    String message = ProviderWords.oneLine(secrets.hideIn(words.message()));
    return message.isEmpty() ? "" : " It says: " + message;
  }

  private String name() {
    return settings.name();
  }
}
