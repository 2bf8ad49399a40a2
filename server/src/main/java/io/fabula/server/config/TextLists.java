package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Problems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lists of words: a list, or text with commas, as the environment gives it.
final class TextLists {
  private TextLists() {}

  /// The words under `key`, in order, without blanks around them; none where there is no such key.
  static Set<String> read(MappingReader keys, String key, Problems problems) {
    Set<String> texts = new LinkedHashSet<>();
    Optional<Node> node = keys.node(key);
    if (node.isPresent() && node.get() instanceof Node.Sequence list) {
      for (Node item : list.items()) {
        if (item instanceof Node.Scalar scalar) {
          texts.add(scalar.text());
        } else {
          problems.add(
              item.place(), "%s is a list of text, not of %s".formatted(key, item.kindName()));
        }
      }
    } else if (node.isPresent()) {
      keys.text(key)
          .ifPresent(all -> List.of(all.split(",", -1)).forEach(one -> texts.add(one.strip())));
    }
    return texts;
  }
}
