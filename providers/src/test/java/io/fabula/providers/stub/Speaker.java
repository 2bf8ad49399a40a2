package io.fabula.providers.stub;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Optional;

/// Tells one answer in one vendor's protocol.
abstract class Speaker {
  final Wire wire;

  Speaker(Wire wire) {
    this.wire = wire;
  }

  abstract void token(String text) throws IOException;

  /// @param reason `stop`, `length` and `content_filter` are said in the vendor's words, any other
  ///   as it is
  abstract void finish(String reason, Optional<Step.Usage> usage) throws IOException;

  /// Usage apart from the finish.
  abstract void usage(Step.Usage usage) throws IOException;

  abstract void done() throws IOException;

  abstract void failure(String type, String message) throws IOException;

  void refusal(String words) throws IOException {
    token(words);
    finish("content_filter", Optional.empty());
  }

  /// One event with this data: `data:` and a blank line.
  void event(String data) throws IOException {
    wire.write("data: " + data + "\n\n");
  }

  /// What keeps a silent connection alive: a comment.
  void keepAlive(String text) throws IOException {
    wire.write(": " + text + "\n\n");
  }

  static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
