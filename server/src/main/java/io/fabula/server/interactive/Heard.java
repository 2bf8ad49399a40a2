package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabula.generator.template.Messages;
import org.jspecify.annotations.Nullable;

/// A text that a client said. It is parsed when somebody asks for its JSON. For one thread.
final class Heard {
  private final String text;
  private @Nullable JsonNode json;

  Heard(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /// The message as JSON; missing where it is none.
  ///
  /// @throws TooDeepException where it is nested deeper than 64
  JsonNode json() {
    JsonNode read = json;
    if (read == null) {
      try {
        read = Messages.json(text);
      } catch (IllegalArgumentException e) {
        throw new TooDeepException(String.valueOf(e.getMessage()), e);
      }
      json = read;
    }
    return read;
  }

  /// The message as tokens see it: JSON, or else its text.
  JsonNode orText() {
    return isJson() ? json() : TextNode.valueOf(text);
  }

  boolean isJson() {
    return !json().isMissingNode();
  }
}
