package io.fabula.providers.vendor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.providers.Usage;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the wire of one call told, beside the text: what it cost, how it ended, what went wrong.
///
/// LangChain4j passes on text, but swallows much of this: refusals, error events, events that are
/// none, usage of a cut answer. So it is read here, from the events themselves, the same way for
/// all vendors. Written by the threads of the call one after another, read at its end.
final class WireReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Protocol protocol;
  private final Consumer<Usage> spent;
  private volatile Usage usage = Usage.NONE;
  private volatile @Nullable Rejection rejection;
  private volatile @Nullable Throwable broken;
  private volatile @Nullable ProviderWords error;
  private volatile @Nullable Finish finish;
  private volatile String reason = "";
  private volatile boolean refusal;
  private volatile boolean nonsense;

  WireReport(Protocol protocol, Consumer<Usage> spent) {
    this.protocol = protocol;
    this.spent = spent;
  }

  /// How an answer that is not cut ended.
  enum Finish {
    STOP,
    LENGTH,
    FILTERED,
    REFUSED,
    OVERFLOW,
    ODD
  }

  /// A status without success, and what came with it.
  ///
  /// @param body its first 8 KB
  record Rejection(int status, HttpHeaders headers, String body) {}

  /// Reads one event.
  void event(Wire.Event event) {
    if (event.data().equals("[DONE]")) {
      return;
    }
    try {
      JsonNode node = JSON.readTree(event.data());
      if (node.isObject()) {
        if (isError(node)) {
          error = ProviderWords.in(node);
        }
        protocol.hear(node, this);
      } else {
        nonsense = true;
      }
    } catch (JacksonException _) {
      nonsense = true;
    }
  }

  /// Whether this is a whole event.
  static boolean isEvent(String data) {
    try {
      return JSON.readTree(data).isObject();
    } catch (JacksonException _) {
      return false;
    }
  }

  private static boolean isError(JsonNode node) {
    // Ollama's `error` is text, Mistral's object may have its words beside `object`.
    return node.hasNonNull("error")
        || node.path("object").asText("").equals("error")
        || node.path("type").asText("").equals("error");
  }

  void usage(long input, long output, long cached) {
    usage = new Usage(input, output, cached);
    spent.accept(usage);
  }

  Usage usage() {
    return usage;
  }

  /// What is no regular end stays, whatever follows; Gemini may say STOP before it.
  ///
  /// @param word the vendor's own
  void finish(Finish how, String word) {
    if (finish == null || finish == Finish.STOP) {
      reason = word;
      finish = how;
    }
  }

  void refusal() {
    refusal = true;
  }

  void error(ProviderWords words) {
    error = words;
  }

  /// Something came that is no part of an answer.
  void nonsense() {
    nonsense = true;
  }

  /// What came outside of events.
  void stray(String text) {
    if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
      try {
        JsonNode node = JSON.readTree(text);
        JsonNode one = node.isArray() ? node.path(0) : node;
        if (isError(one)) {
          error = ProviderWords.in(one);
        }
      } catch (JacksonException _) {
        // The rest of an event, cut.
      }
    }
  }

  void rejected(Rejection how) {
    rejection = how;
  }

  /// The connection failed, or never stood. The first failure counts: others follow from it.
  void broke(Throwable how) {
    if (broken == null) {
      broken = how;
    }
  }

  /// Whether nothing that follows can make a whole answer of this one.
  boolean failed() {
    return error != null || nonsense;
  }

  Optional<Rejection> rejection() {
    return Optional.ofNullable(rejection);
  }

  Optional<Throwable> broken() {
    return Optional.ofNullable(broken);
  }

  Optional<ProviderWords> error() {
    return Optional.ofNullable(error);
  }

  Optional<Finish> finish() {
    return Optional.ofNullable(finish);
  }

  String reason() {
    return reason;
  }

  boolean refused() {
    return refusal;
  }

  boolean heardNonsense() {
    return nonsense;
  }
}
