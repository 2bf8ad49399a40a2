package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.SseException;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.TooLong;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Secrets;
import io.fabula.providers.vendor.WireReport.Finish;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Says what went wrong with a call: whether asking again may help, in a sentence that a person
/// understands, without a key. The wire is the first witness, what a library threw the last.
final class Faults {
  private final ProviderSettings settings;
  private final String where;
  private final Secrets secrets;
  private final StatusFaults statuses;

  /// @param base where the provider answers
  /// @param keyVariable where its key may come from
  /// @param clock tells how far off a date to retry after is
  Faults(ProviderSettings settings, URI base, Optional<String> keyVariable, Clock clock) {
    this.settings = settings;
    this.secrets = Secrets.of(settings);
    this.where = Secrets.plain(base);
    this.statuses = new StatusFaults(settings, where, keyVariable, secrets, clock);
  }

  /// The fault of a call that is over; none where its answer is whole.
  ///
  /// @param thrown by LangChain4j, a vendor's SDK or the wire
  Optional<ProviderException> judge(WireReport told, Optional<Throwable> thrown, boolean anyText) {
    return told.rejection()
        .map(statuses::of)
        .or(() -> told.error().map(statuses::midStream))
        .or(() -> told.heardNonsense() ? Optional.of(noAnswer()) : Optional.empty())
        .or(() -> told.finish().flatMap(finish -> ended(finish, told)))
        .or(() -> told.finish().isPresent() ? Optional.empty() : told.broken().map(this::broken))
        .or(() -> told.broken().isPresent() ? Optional.empty() : thrown.map(this::thrown))
        .or(() -> told.finish().isPresent() ? stopped(told, anyText) : Optional.of(cut()));
  }

  /// An end that is no regular one.
  private Optional<ProviderException> ended(Finish finish, WireReport told) {
    String reason = ProviderWords.oneLine(secrets.hideIn(told.reason()));
    return switch (finish) {
      case STOP -> Optional.empty();
      case LENGTH ->
          Optional.of(
              new Retriable(
                  "%s cut its answer at max tokens (finish reason %s).".formatted(name(), reason)));
      case FILTERED ->
          Optional.of(
              new Refused(
                  "%s withheld its answer: its content filter stopped it (%s)."
                      .formatted(name(), reason)));
      case REFUSED ->
          Optional.of(new Refused("%s refused to answer (%s).".formatted(name(), reason)));
      case OVERFLOW ->
          Optional.of(
              new TooLong("%s ran out of context in its answer (%s).".formatted(name(), reason)));
      case ODD ->
          Optional.of(
              new Refused(
                  "%s ended its answer with %s instead of text.".formatted(name(), reason)));
    };
  }

  private Optional<ProviderException> stopped(WireReport told, boolean anyText) {
    if (told.refused()) {
      return Optional.of(new Refused(name() + " refused to answer."));
    }
    return anyText
        ? Optional.empty()
        : Optional.of(new Retriable(name() + " ended its answer without any text."));
  }

  private ProviderException cut() {
    return new Retriable(name() + " cut its answer: the stream ended without a finish reason.");
  }

  private ProviderException noAnswer() {
    return new Retriable(name() + " sent something that is no part of an answer.");
  }

  private ProviderException thrown(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      switch (t) {
        case SseException _, OpenAIInvalidDataException _ -> {
          return noAnswer();
        }
        // An IOException too, but of the request: what was received badly is known by now.
        case JacksonException _ -> {
          return terminal("The request to %s cannot be written as JSON.".formatted(name()), thrown);
        }
        case IOException e -> {
          return broken(e);
        }
        default -> {}
      }
    }
    return terminal("The call to %s failed: %s.".formatted(name(), thrown), thrown);
  }

  private ProviderException broken(Throwable how) {
    return switch (how) {
      case AnswerBody.Unfit e -> new Retriable("%s %s.".formatted(name(), e.getMessage()));
      case HttpConnectTimeoutException e ->
          unreached(
              "%s accepted no connection at %s within %s (limit connect); see providers.%s.timeout.connect."
                  .formatted(name(), where, words(settings.timeouts().connect()), name()),
              e);
      case ConnectException e ->
          unreached(
              causedBy(e, UnresolvedAddressException.class)
                  ? "%s: no such host: %s.".formatted(name(), where)
                  : "%s cannot be reached at %s.".formatted(name(), where),
              e);
      default ->
          causedBy(how, CertificateException.class)
              ? terminal("%s at %s has no certificate to trust.".formatted(name(), where), how)
              : retriable("The connection to %s was lost in mid-call.".formatted(name()), how);
    };
  }

  private ProviderException retriable(String message, Throwable cause) {
    return secrets.toldBy(cause) ? new Retriable(message) : new Retriable(message, cause);
  }

  private ProviderException unreached(String message, Throwable cause) {
    return secrets.toldBy(cause) ? Retriable.unread(message) : Retriable.unread(message, cause);
  }

  private ProviderException terminal(String message, Throwable cause) {
    String shown = ProviderWords.oneLine(secrets.hideIn(message));
    return secrets.toldBy(cause) ? new Misconfigured(shown) : new Misconfigured(shown, cause);
  }

  private String name() {
    return settings.name();
  }

  private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /// A duration as the config has it: `30s`, `1m30s`.
  static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
