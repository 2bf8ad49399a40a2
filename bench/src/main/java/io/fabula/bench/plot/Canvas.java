package io.fabula.bench.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The SVG text as it grows. Lengths are pixels at the natural size. For one thread.
final class Canvas {
  private static final String FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";

  /// The width of a letter as part of the font's size, of a rather wide font: which one the reader
  /// has is not known.
  private static final double LETTER = 0.6;

  private static final double STRONG_LETTER = 0.7;

  private final StringBuilder svg = new StringBuilder();

  /// The end of a text that stands at its x.
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /// @param weight 400 is normal, 600 is strong
  record Style(double size, int weight, String fill, Anchor anchor) {
    /// How wide a text is, about.
    double width(String text) {
      double letter = weight > 400 ? STRONG_LETTER : LETTER;
      return text.codePointCount(0, text.length()) * size * letter;
    }
  }

  /// An empty white sheet.
  Canvas(double width, double height, String description) {
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" \
        viewBox="0 0 %1$s %2$s" role="img" aria-label="%3$s" font-family="%4$s">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
            .formatted(number(width), number(height), escaped(description), FONT));
  }

  /// What follows has its origin here, until [#leave].
  void enter(double x, double y) {
    svg.append("<g transform=\"translate(%s %s)\">\n".formatted(number(x), number(y)));
  }

  void leave() {
    svg.append("</g>\n");
  }

  void line(Spot from, Spot to, String color, double width) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n"
            .formatted(
                number(from.x()),
                number(from.y()),
                number(to.x()),
                number(to.y()),
                color,
                number(width)));
  }

  /// A line through all spots with a round marker on each.
  void path(List<Spot> spots, String color) {
    String points =
        spots.stream()
            .map(spot -> number(spot.x()) + "," + number(spot.y()))
            .collect(Collectors.joining(" "));
    svg.append(
        """
        <polyline points="%s" fill="none" stroke="%s" stroke-width="2" stroke-linejoin="round"/>
        """
            .formatted(points, color));
    for (Spot spot : spots) {
      svg.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\" stroke=\"#ffffff\"/>\n"
              .formatted(number(spot.x()), number(spot.y()), color));
    }
  }

  /// A text on its base line, with a white rim that keeps it readable over other things.
  void text(Spot at, Style style, String text) {
    svg.append(
        """
        <text x="%s" y="%s" font-size="%s" font-weight="%d" fill="%s" text-anchor="%s" \
        stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">%s</text>
        """
            .formatted(
                number(at.x()),
                number(at.y()),
                number(style.size()),
                style.weight(),
                style.fill(),
                style.anchor().name().toLowerCase(Locale.ROOT),
                escaped(text)));
  }

  /// A text that is made smaller where it would be wider than there is room.
  void fitted(Spot at, Style style, String text, double room) {
    double size = Math.min(style.size(), style.size() * room / style.width(text));
    text(at, new Style(size, style.weight(), style.fill(), style.anchor()), text);
  }

  /// The finished document.
  String finish() {
    return svg + "</svg>\n";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /// As XML 1.0 allows it, section 2.2: markup escaped, forbidden characters replaced.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean allowed(int c) {
    return c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }
}
