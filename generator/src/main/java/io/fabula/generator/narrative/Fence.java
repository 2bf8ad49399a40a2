package io.fabula.generator.narrative;

import java.util.regex.Pattern;

/// Puts text that nobody vouches for between two tags, so that a model can tell it from its
/// instructions: a narrative's prose, a draft, events that have happened.
public final class Fence {
  private Fence() {}

  /// `text` between `<name>` and `</name>`; it cannot close the fence itself.
  ///
  /// @param name lower-case letters
  public static String around(String name, String text) {
    Pattern end = Pattern.compile("(?i)<\\s{0,9}/\\s{0,9}" + name);
    return "<%1$s>\n%2$s\n</%1$s>\n".formatted(name, end.matcher(text).replaceAll("<\\\\/" + name));
  }
}
