package io.fabula.providers.cassette;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Says why nothing can be played.
///
/// @param asked without secrets
/// @param folder where its recordings would be
record Miss(Request asked, Path folder, Redaction redaction) {
  private static final int MOST_QUOTED = 60;
  private static final int MOST_NAMED = 80;
  private static final int MOST = 800;

  String sentence(List<Shelf.Found> recordings) {
    String none =
        "no recording of %s (%s) in %s"
            .formatted(
                oneLine(asked.provider(), MOST_NAMED), oneLine(asked.model(), MOST_NAMED), folder);
    String why =
        recordings.stream()
            .min(
                Comparator.comparingInt((Shelf.Found it) -> different(it).size())
                    .thenComparing(Comparator.comparingLong(this::sharedText).reversed()))
            .map(this::nearest)
            .orElse("; there is none at all, record with cassette.mode: record");
    return oneLine(redaction.hideIn(none + why), MOST);
  }

  private List<String> different(Shelf.Found found) {
    List<String> names = new ArrayList<>();
    List<Map.Entry<String, String>> recorded = found.recording().request().parts();
    for (int i = 0; i < recorded.size(); i++) {
      if (!recorded.get(i).equals(asked.parts().get(i))) {
        names.add(recorded.get(i).getKey());
      }
    }
    return names;
  }

  private long sharedText(Shelf.Found found) {
    Request other = found.recording().request();
    return (long) shared(asked.system(), other.system()) + shared(asked.user(), other.user());
  }

  private String nearest(Shelf.Found found) {
    Path name = folder.equals(found.file().getParent()) ? found.file().getFileName() : found.file();
    List<String> names = different(found);
    if (names.isEmpty()) {
      return "; %s shows the same request, but under the key of another: was it edited or renamed?"
          .formatted(name);
    }
    String first = names.getFirst();
    List<String> more = names.subList(1, names.size());
    return "; the nearest, %s, differs in %s%s"
        .formatted(
            name,
            difference(first, part(asked, first), part(found.recording().request(), first)),
            more.isEmpty() ? "" : ", and in " + String.join(", ", more));
  }

  private static String part(Request request, String name) {
    return request.parts().stream()
        .filter(part -> part.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static String difference(String name, String asked, String recorded) {
    if (!name.equals("system") && !name.equals("user")) {
      return "%s: %s".formatted(name, insteadOf(asked, recorded));
    }
    String[] now = asked.split("\n", -1);
    String[] then = recorded.split("\n", -1);
    int line = 0;
    while (line < now.length - 1 && line < then.length - 1 && now[line].equals(then[line])) {
      line++;
    }
    if (now[line].equals(then[line])) { // one of them ends here
      line++;
    }
    return "%s, line %d: %s"
        .formatted(
            name,
            line + 1,
            insteadOf(line < now.length ? now[line] : "", line < then.length ? then[line] : ""));
  }

  private static String insteadOf(String asked, String recorded) {
    // Of long lines the place where they part is shown.
    int shared = shared(asked, recorded);
    int from = shared < MOST_QUOTED / 2 ? 0 : shared - MOST_QUOTED / 4;
    return quoted(asked, from) + " instead of " + quoted(recorded, from);
  }

  private static String quoted(String text, int from) {
    if (text.isEmpty()) {
      return "nothing";
    }
    boolean whole = from == 0 || text.length() <= MOST_QUOTED;
    return "'"
        + (whole
            ? oneLine(text, MOST_QUOTED)
            : oneLine("…" + text.substring(Math.min(from, text.length())), MOST_QUOTED))
        + "'";
  }

  private static int shared(String a, String b) {
    int at = 0;
    while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    return at;
  }

  /// Foreign text made fit for a log line: no line breaks, escape codes or direction marks.
  static String oneLine(String text, int most) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    if (line.length() <= most) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(most - 2)) ? most - 2 : most - 1;
    return line.substring(0, end) + "…";
  }
}
