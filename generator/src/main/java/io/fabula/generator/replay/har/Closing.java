package io.fabula.generator.replay.har;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.JsonCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a conversation began to be spoken and how it ended, found while its messages are passed
/// over: some tools say the end in `_webSocketClose` (HTTP Toolkit), some in a message with opcode
/// 8 (Dev Proxy). For one conversation.
final class Closing {
  private static final int CLOSE = 8;

  /// A close frame carries 125 bytes at most (RFC 6455 section 5.5).
  private static final int MAX_DATA = 200;

  private final JsonCursor at;
  private boolean begun;
  private @Nullable Instant first;
  private @Nullable End end;

  Closing(JsonCursor at) {
    this.at = at;
  }

  /// The end of a conversation in the file's own time.
  record End(int code, String reason, Optional<Instant> at) {}

  /// The time of the first message, where it has one.
  Optional<Instant> first() {
    return Optional.ofNullable(first);
  }

  Optional<End> found() {
    return Optional.ofNullable(end);
  }

  /// Passes over the list of messages at which the cursor stands.
  void scan() throws IOException {
    while (at.next() != JsonToken.END_ARRAY) {
      if (at.token() == JsonToken.START_OBJECT) {
        message();
      } else {
        at.skip();
      }
    }
  }

  private void message() throws IOException {
    int opcode = -1;
    @Nullable Instant time = null;
    @Nullable String data = null;
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      switch (key) {
        case "opcode" -> opcode = at.token() == JsonToken.VALUE_NUMBER_INT ? number() : -1;
        case "time" -> time = time();
        case "data" -> {
          if ((opcode == -1 || opcode == CLOSE)
              && at.token() == JsonToken.VALUE_STRING
              && at.isShort(MAX_DATA)) {
            data = at.text();
          }
        }
        default -> {}
      }
      at.skip();
    }
    if (!begun) {
      begun = true;
      first = time;
    }
    if (opcode == CLOSE && end == null) {
      end = ofFrame(data == null ? "" : data, time);
    }
  }

  private int number() throws IOException {
    String text = at.text();
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
  }

  private @Nullable Instant time() throws IOException {
    boolean number =
        at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
    return number ? HarTime.parse(at.text()).map(HarTime::instant).orElse(null) : null;
  }

  /// A close frame is a code and a reason (RFC 6455 section 5.5.1); where it does not look like
  /// that, it is the reason alone.
  private static End ofFrame(String data, @Nullable Instant time) {
    Optional<Instant> at = Optional.ofNullable(time);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(data));
      if (bytes.remaining() >= 2) {
        int code = bytes.getShort() & 0xffff;
        if (code >= 1000 && code < 5000) {
          return new End(code, StandardCharsets.UTF_8.decode(bytes).toString(), at);
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // Then it is what a person reads.
    }
    return new End(1005, data, at);
  }

  /// Reads `_webSocketClose`, at whose value the cursor stands: an object, or `aborted`.
  void read() throws IOException {
    if (at.token() == JsonToken.VALUE_STRING && at.isShort(MAX_DATA)) {
      end = new End(1006, at.text(), Optional.empty());
      return;
    }
    if (at.token() != JsonToken.START_OBJECT) {
      at.skip();
      return;
    }
    int code = 1005;
    String reason = "";
    @Nullable Instant time = null;
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      switch (key) {
        case "code" -> code = at.token() == JsonToken.VALUE_NUMBER_INT ? number() : code;
        case "reason" -> {
          if (at.token() == JsonToken.VALUE_STRING && at.isShort(MAX_DATA)) {
            reason = at.text();
          }
        }
        case "timestamp" -> time = time();
        default -> {}
      }
      at.skip();
    }
    end = new End(code < 0 ? 1005 : code, reason, Optional.ofNullable(time));
  }
}
