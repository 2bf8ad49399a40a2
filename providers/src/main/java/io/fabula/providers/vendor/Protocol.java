package io.fabula.providers.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import java.net.URI;
import java.net.http.HttpRequest;

/// How one kind of vendor is spoken to: all that differs between them. Without state, for any
/// thread.
interface Protocol {
  /// The request of every call of a model, but for its body: address, key and headers.
  ///
  /// @param base the configured address or the vendor's own
  HttpRequest request(ProviderSettings settings, URI base);

  /// Writes the call's request to its wire, and the answer's text to its listener.
  void ask(Call call);

  /// Notes what one event of the answer tells beside its text: usage, end, refusal, error.
  void hear(JsonNode event, WireReport report);

  /// Whether each line is an event (NDJSON), and not server-sent events.
  default boolean lines() {
    return false;
  }

  /// A short whole answer, as bytes on the wire.
  String example();

  /// One call of a model.
  record Call(
      Wire wire,
      ProviderSettings settings,
      Prompt prompt,
      WireReport report,
      AnswerListener listener) {}
}
