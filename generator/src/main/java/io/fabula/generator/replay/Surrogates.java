package io.fabula.generator.replay;

/// Half characters: JSON can write them (RFC 8259 section 8.2), UTF-8 and so WebSocket cannot.
public final class Surrogates {
  private Surrogates() {}

  /// Where the first half character stands; -1 where there is none.
  public static int firstLone(String text) {
    return firstLone(text, 0);
  }

  private static int firstLone(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return i;
        }
      }
    }
    return -1;
  }

  /// The text with U+FFFD for each half character.
  public static String mended(String text) {
    StringBuilder mended = new StringBuilder(text.length());
    int from = 0;
    for (int at = firstLone(text, 0); at >= 0; at = firstLone(text, from)) {
      mended.append(text, from, at).append('\ufffd');
      from = at + 1;
    }
    mended.append(text, from, text.length());
    return mended.toString();
  }
}
