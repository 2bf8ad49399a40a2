package io.fabula.generator.augment;

import com.google.re2j.Pattern;
import io.fabula.generator.match.NodePath;
import io.fabula.generator.match.Patterns;
import java.util.function.Predicate;

/// Which recorded messages something is to be put in behind. Lines that were generated and binary
/// messages never are. Immutable, for any thread.
public final class Selector {
  private final String source;
  private final Predicate<Said> test;

  private Selector(String source, Predicate<Said> test) {
    this.source = source;
    this.test = test;
  }

  /// Reads a selector: `$...` is a JSONPath, which has to find something; `/.../` a regular
  /// expression in RE2 syntax, which has to match somewhere; anything else a message type: the text
  /// under `type`, `event` or `method`, the first of them that there is.
  ///
  /// @throws IllegalArgumentException with what is wrong
  public static Selector parse(String source) {
    if (source.isBlank()) {
      throw new IllegalArgumentException(
          "'at' needs a message type, a JSONPath ($...) or a pattern (/.../)");
    }
    try {
      return new Selector(source, test(source));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'at' %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static Predicate<Said> test(String source) {
    if (source.startsWith("$")) {
      NodePath path = NodePath.compile(source);
      return said -> said.json() != null && path.finds(said.json());
    }
    if (source.length() > 2 && source.startsWith("/") && source.endsWith("/")) {
      Pattern pattern = Patterns.compile(source.substring(1, source.length() - 1), 0);
      return said -> said.text().filter(text -> pattern.matcher(text).find()).isPresent();
    }
    return said -> said.kind().filter(key -> names(key, source)).isPresent();
  }

  private static boolean names(Said.Key key, String type) {
    return !key.member().isEmpty() && key.name().equals(type);
  }

  /// As it was written.
  public String source() {
    return source;
  }

  boolean finds(Said said) {
    return !said.isGenerated() && said.kind().isPresent() && test.test(said);
  }

  @Override
  public String toString() {
    return source;
  }
}
