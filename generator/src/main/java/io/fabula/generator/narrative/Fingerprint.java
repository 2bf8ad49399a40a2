package io.fabula.generator.narrative;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells whether a narrative is still the one that a blueprint was written from.
public final class Fingerprint {
  private Fingerprint() {}

  /// `sha256:` and the hash of the text. Line ends count as one, however an editor or a checkout
  /// writes them; everything else counts as it is.
  public static String of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  text.replace("\r\n", "\n").replace('\r', '\n').getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
