package io.fabula.generator.replay;

import java.util.Arrays;
import java.util.Base64;

/// What a WebSocket message carries (RFC 6455 section 5.6). Immutable.
public sealed interface Message {

  /// A text message.
  ///
  /// @param text has no lone surrogates, so it can be sent as UTF-8
  record Text(String text) implements Message {
    public Text {
      int lone = Surrogates.firstLone(text);
      if (lone >= 0) {
        throw new IllegalArgumentException(
            "half a character (U+%04X) cannot be sent as text".formatted((int) text.charAt(lone)));
      }
    }
  }

  /// A binary message.
  ///
  /// @param bytes not to be changed by anybody
  @SuppressWarnings("ArrayRecordComponent") // Compared by content below; copying costs each reader.
  record Binary(byte[] bytes) implements Message {
    @Override
    public boolean equals(Object other) {
      return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /// As a line of a replay writes it, in base64.
    @Override
    public String toString() {
      return "Binary[" + Base64.getEncoder().encodeToString(bytes) + "]";
    }
  }
}
