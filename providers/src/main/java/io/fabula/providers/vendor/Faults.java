package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.RetriableException;
import dev.langchain4j.model.output.FinishReason;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Says what went wrong with a provider: whether asking again may help, in a sentence that a person
/// understands, without a key.
final class Faults {
  private final ProviderSettings settings;
  private final Secrets secrets;

  Faults(ProviderSettings settings) {
    this.settings = settings;
    this.secrets = new Secrets(settings);
  }

  /// What LangChain4j or a vendor's SDK threw.
  ///
  /// @param body what the provider sent with an error status, empty if nothing
  ProviderException of(Throwable thrown, String body) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Optional<ProviderException> fault = known(t, body);
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return terminal("The call to %s failed: %s.".formatted(name(), thrown), thrown);
  }

  private Optional<ProviderException> known(Throwable t, String body) {
    return Optional.ofNullable(
        switch (t) {
          case SseException e -> midStream(ProviderWords.in(e.body()));
          case OpenAIServiceException e ->
              status(e.statusCode(), ProviderWords.in(body), RetryAfter.in(e.headers()));
          case OpenAIInvalidDataException e ->
              retriable(name() + " sent something that is no chat completion.", e);
          case HttpException e ->
              status(
                  e.statusCode(),
                  ProviderWords.in(String.valueOf(e.getMessage())),
                  Optional.empty());
          // An IOException too, but of the request: what was received badly came above.
          case JacksonException e ->
              terminal("The request to %s cannot be written as JSON.".formatted(name()), e);
          case IOException e -> io(e);
          case ContentFilteredException _ -> filtered();
          // Where LangChain4j kept the vendor's own exception it is the better witness.
          case RetriableException e when e.getCause() == null ->
              retriable("%s failed: %s.".formatted(name(), e.getMessage()), e);
          default -> null;
        });
  }

  ProviderException cut() {
    return new Retriable(name() + " cut its answer: the stream ended without a finish reason.");
  }

  ProviderException cutAtMaxTokens() {
    return new Retriable(name() + " cut its answer at max tokens (finish reason length).");
  }

  ProviderException filtered() {
    return new Refused(name() + " withheld its answer: its content filter stopped it.");
  }

  ProviderException refused() {
    return new Refused(name() + " refused to answer: it stopped without any text.");
  }

  ProviderException endedOddly(FinishReason reason) {
    return new Refused("%s ended its answer with %s instead of text.".formatted(name(), reason));
  }

  private ProviderException status(int status, ProviderWords words, Optional<Duration> retryAfter) {
    String said = said(words);
    return switch (status) {
      case 401, 403 ->
          new Misconfigured(
              "%s refused the API key (HTTP %d); look at providers.%s.api_key%s.%s"
                  .formatted(
                      name(),
                      status,
                      name(),
                      settings.type().equals(OpenAi.KEY) ? " or the variable OPENAI_API_KEY" : "",
                      said));
      case 404 ->
          new Misconfigured(
              "%s has no model %s at %s (HTTP 404); look at providers.%s.model and .base_url.%s"
                  .formatted(
                      name(),
                      settings.model(),
                      secrets.hideIn(OpenAiEndpoint.baseUrl(settings).toString()),
                      name(),
                      said));
      case 429 -> tooOften(words, said, retryAfter);
      case 408, 409 -> later("%s asks to try again (HTTP " + status + ").%s", said, retryAfter);
      default ->
          status >= 500
              ? later("%s has trouble of its own (HTTP " + status + ").%s", said, retryAfter)
              : new Misconfigured(
                  "%s refused the request (HTTP %d).%s".formatted(name(), status, said));
    };
  }

  private ProviderException tooOften(
      ProviderWords words, String said, Optional<Duration> retryAfter) {
    // OpenAI says 429 too where the account is empty, and that does not pass by waiting
    // (https://platform.openai.com/docs/guides/error-codes).
    return words.code().equals("insufficient_quota")
        ? new Misconfigured(
            "%s says the account's quota is spent (HTTP 429).%s".formatted(name(), said))
        : later("%s limits how often it is asked (HTTP 429).%s", said, retryAfter);
  }

  private ProviderException later(String sentence, String said, Optional<Duration> retryAfter) {
    String message = sentence.formatted(name(), said);
    return retryAfter
        .map(wait -> new Retriable(message, wait))
        .orElseGet(() -> new Retriable(message));
  }

  /// An error event in a stream that began with 200.
  private ProviderException midStream(ProviderWords words) {
    String message = "%s broke its answer off.%s".formatted(name(), said(words));
    return switch (words.kind()) {
      case "invalid_request_error", "insufficient_quota" -> new Misconfigured(message);
      default -> new Retriable(message);
    };
  }

  private ProviderException io(IOException e) {
    String where = secrets.hideIn(OpenAiEndpoint.baseUrl(settings).toString());
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          retriable(
              "%s accepted no connection at %s within %s (limit connect); see providers.%s.timeout.connect."
                  .formatted(name(), where, words(settings.timeouts().connect()), name()),
              e);
      case ConnectException _ ->
          retriable(
              causedBy(e, UnresolvedAddressException.class)
                  ? "%s: no such host: %s.".formatted(name(), where)
                  : "%s cannot be reached at %s.".formatted(name(), where),
              e);
      default ->
          causedBy(e, CertificateException.class)
              ? terminal("%s at %s has no certificate to trust.".formatted(name(), where), e)
              : retriable("The connection to %s was lost in mid-call.".formatted(name()), e);
    };
  }

  private ProviderException retriable(String message, Throwable cause) {
    String shown = secrets.hideIn(message);
    return secrets
        .showable(cause)
        .map(c -> new Retriable(shown, c))
        .orElseGet(() -> new Retriable(shown));
  }

  private ProviderException terminal(String message, Throwable cause) {
    String shown = ProviderWords.oneLine(secrets.hideIn(message));
    return secrets
        .showable(cause)
        .map(c -> new Misconfigured(shown, c))
        .orElseGet(() -> new Misconfigured(shown));
  }

  private String said(ProviderWords words) {
    String message = ProviderWords.oneLine(secrets.hideIn(words.message()));
    return message.isEmpty() ? "" : " It says: " + message;
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
