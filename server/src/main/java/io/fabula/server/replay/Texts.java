package io.fabula.server.replay;

import io.fabula.generator.document.Place;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.replay.Line;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.Template;
import io.fabula.generator.template.Vocabulary;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The texts of lines as templates, each compiled once as long as there are not too many. For any
/// thread.
final class Texts {
  private static final int MOST_KEPT = 4_096;
  private static final int LONGEST_KEPT = 4_096;

  private final Vocabulary vocabulary;
  private final Map<String, Template> kept = new ConcurrentHashMap<>();

  Texts(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// Appends the text of a line with its tokens expanded. What a model wrote, or somebody else
  /// said, is data and never a template.
  void write(Line line, String text, Place place, Conversation told, JsonBuffer out) {
    if (line.generated().isPresent() || !text.contains("{{")) {
      out.text(text);
    } else {
      template(text, place).write(told, out);
    }
  }

  /// The text of a line with its tokens expanded.
  String expanded(Line line, String text, Place place, Conversation told) {
    if (line.generated().isPresent() || !text.contains("{{")) {
      return text;
    }
    JsonBuffer out = new JsonBuffer(text.length() + 64);
    template(text, place).write(told, out);
    return out.toString();
  }

  private Template template(String text, Place place) {
    Template known = kept.get(text);
    if (known == null) {
      known = Template.compile(text, place, vocabulary);
      if (text.length() <= LONGEST_KEPT && kept.size() < MOST_KEPT) {
        kept.put(text, known);
      }
    }
    return known;
  }
}
