package io.fabula.generator.lint;

import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds probabilities that are none, and weights that were probably meant to be probabilities but
/// do not add up.
final class Odds {
  private static final Pattern CHANCE = Pattern.compile("\\bchance\\(\\s*([0-9.]{1,20})\\s*\\)");
  private static final double ROUNDING = 0.005;

  private final Findings findings;

  private Odds(Findings findings) {
    this.findings = findings;
  }

  static void check(Node document, Findings findings) {
    Odds odds = new Odds(findings);
    Documents.value(document, "entities").ifPresent(odds::walk);
    Documents.value(document, "events").ifPresent(odds::walk);
  }

  private void walk(Node node) {
    switch (node) {
      case Node.Mapping mapping -> {
        mapping.members().forEach((key, member) -> member(key, member.value()));
        mapping.members().values().forEach(member -> walk(member.value()));
      }
      case Node.Sequence sequence -> sequence.items().forEach(this::walk);
      case Node.Scalar scalar -> {
        Matcher chance = CHANCE.matcher(scalar.kind() == Node.Kind.TEXT ? scalar.text() : "");
        while (chance.find()) {
          probability(scalar.place(), chance.group(), Double.parseDouble(chance.group(1)));
        }
      }
    }
  }

  private void member(String key, Node value) {
    switch (key) {
      case "$maybe", "$optional" ->
          Documents.number(value).ifPresent(p -> probability(value.place(), key, p));
      case "$choice" ->
          shares(
              value.place(),
              "$choice",
              value instanceof Node.Sequence list
                  ? weights(list.items())
                  : Documents.members(value).values().stream()
                      .map(member -> Documents.number(member.value()))
                      .toList());
      case "actions" -> {
        if (value instanceof Node.Sequence list) {
          shares(value.place(), "these actions", weights(list.items()));
        }
      }
      default -> {}
    }
  }

  private static List<OptionalDouble> weights(List<Node> items) {
    return items.stream().map(item -> Documents.number(item, "weight")).toList();
  }

  private void probability(Place place, String what, double p) {
    if (!(p >= 0 && p <= 1)) {
      findings.warning(
          place,
          "%s: a probability is from 0 to 1, not %s%s"
              .formatted(
                  what,
                  plain(p),
                  p > 1 && p <= 100
                      ? "; for %s %% write %s".formatted(plain(p), plain(p / 100))
                      : ""));
    }
  }

  /// Weights may be any numbers. But where each is below 1, they look like shares of a whole.
  private void shares(Place place, String what, List<OptionalDouble> weights) {
    boolean shares =
        weights.size() > 1
            && weights.stream()
                .allMatch(w -> w.isPresent() && w.getAsDouble() > 0 && w.getAsDouble() < 1);
    double sum = weights.stream().mapToDouble(w -> w.orElse(0)).sum();
    if (shares && Math.abs(sum - 1) > ROUNDING) {
      findings.warning(
          place,
          "the weights of %s look like probabilities, but add up to %s and not to 1"
              .formatted(what, plain(sum)));
    }
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
  }
}
