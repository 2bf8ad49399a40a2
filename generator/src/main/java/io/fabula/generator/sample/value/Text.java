package io.fabula.generator.sample.value;

/// Draws text, unescaped. Immutable.
@FunctionalInterface
public interface Text {
  /// How often a text that does not fit is drawn again.
  int TRIES = 100;

  /// Draws a text.
  ///
  /// @throws NothingDrawn where this draw came to nothing
  String draw(Draw draw);

  /// The same, between two lengths in characters (Unicode code points, as JSON Schema counts).
  default Text sized(Sizes sizes) {
    return sizes.any()
        ? this
        : draw -> {
          for (int i = 0; i < TRIES; i++) {
            String text = draw(draw);
            if (sizes.fit(text)) {
              return text;
            }
          }
          throw new NothingDrawn("no text of %s was found".formatted(sizes));
        };
  }

  /// The same as JSON.
  default Sampler sampler() {
    return (draw, out) -> out.string(draw(draw));
  }

  /// The least and the most that something may have.
  record Sizes(int min, int max) {
    boolean any() {
      return min == 0 && max == Integer.MAX_VALUE;
    }

    boolean fit(String text) {
      int length = text.codePointCount(0, text.length());
      return length >= min && length <= max;
    }

    @Override
    public String toString() {
      return max == Integer.MAX_VALUE
          ? "at least %d characters".formatted(min)
          : "%d to %d characters".formatted(min, max);
    }
  }
}
