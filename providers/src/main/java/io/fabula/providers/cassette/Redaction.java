package io.fabula.providers.cassette;

import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Secrets;
import io.fabula.providers.cassette.Recording.Piece;
import java.util.ArrayList;
import java.util.List;

/// Replaces what may be a secret by `***`: the key and the words of the headers' values.
final class Redaction {
  private static final String HIDDEN = "***";

  private final Secrets secrets;

  Redaction(ProviderSettings settings) {
    secrets = Secrets.of(settings);
  }

  String hideIn(String text) {
    return secrets.hideIn(text);
  }

  Recording hideIn(Recording recording) {
    return new Recording(
        recording.request().with(this::hideIn),
        hideIn(recording.pieces()),
        recording.usage(),
        recording.whole());
  }

  /// A secret may begin in one piece and end in another: it is hidden where it begins.
  private List<Piece> hideIn(List<Piece> pieces) {
    List<StringBuilder> texts = new ArrayList<>();
    pieces.forEach(piece -> texts.add(new StringBuilder(piece.text())));
    for (String secret : secrets.words()) {
      String whole = String.join("", texts);
      // From the end, so that the places before keep their offsets.
      for (int at = whole.lastIndexOf(secret); at >= 0; at = before(whole, secret, at)) {
        hide(texts, at, secret.length());
      }
    }
    List<Piece> hidden = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        hidden.add(new Piece(pieces.get(i).ms(), texts.get(i).toString()));
      }
    }
    return hidden;
  }

  private static int before(String whole, String secret, int at) {
    return whole.lastIndexOf(secret, at - secret.length());
  }

  private static void hide(List<StringBuilder> texts, int from, int length) {
    int start = 0;
    int left = length;
    for (StringBuilder text : texts) {
      int end = start + text.length();
      if (left > 0 && end > from) {
        int begin = Math.max(from, start) - start;
        int cut = Math.min(left, text.length() - begin);
        text.replace(begin, begin + cut, left == length ? HIDDEN : "");
        left -= cut;
      }
      start = end;
    }
  }
}
