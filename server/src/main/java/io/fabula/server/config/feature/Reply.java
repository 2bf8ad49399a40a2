package io.fabula.server.config.feature;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problem;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.ExpansionException;
import io.fabula.generator.template.JsonTemplate;
import io.fabula.generator.template.Template;
import io.fabula.generator.template.Vocabulary;
import java.util.List;

/// A message with tokens, compiled: text as it is written, anything else as compact JSON.
/// Immutable, for any thread.
public sealed interface Reply {
  /// Appends the message with its tokens expanded, in UTF-8.
  ///
  /// @throws ExpansionException where it becomes too large; `out` is then as before
  void write(Conversation told, JsonBuffer out);

  /// What is odd about its tokens.
  List<Problem> warnings();

  /// Compiles what the configuration says.
  ///
  /// @throws InvalidDocumentException where it is too large or nested too deep
  static Reply of(Node node, Vocabulary vocabulary) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT
        ? new Text(Template.compile(scalar.text(), scalar.place(), vocabulary))
        : value(node, vocabulary);
  }

  /// Compiles what the configuration says, as JSON whatever it is: text becomes a JSON string, or a
  /// value of another type where it is one whole token.
  ///
  /// @throws InvalidDocumentException where it is too large or nested too deep
  static Reply value(Node node, Vocabulary vocabulary) {
    return new Json(JsonTemplate.compile(node, vocabulary));
  }

  /// A text.
  record Text(Template template) implements Reply {
    @Override
    public void write(Conversation told, JsonBuffer out) {
      template.write(told, out);
    }

    @Override
    public List<Problem> warnings() {
      return template.warnings();
    }
  }

  /// A JSON value.
  record Json(JsonTemplate template) implements Reply {
    @Override
    public void write(Conversation told, JsonBuffer out) {
      template.write(told, out);
    }

    @Override
    public List<Problem> warnings() {
      return template.warnings();
    }
  }
}
