package io.fabula.generator.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Names whose values are secrets: of headers, of parameters in an address, of members in JSON.
final class SecretNames {
  /// Whatever stands under these is a secret.
  private static final List<String> CERTAIN =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "apikey",
          "accesskey",
          "secretkey",
          "privatekey",
          "credential",
          "credentials",
          "authorization",
          "cookie");

  /// These as they are: many harmless names end like them.
  private static final Set<String> SHORT = Set.of("pin", "otp", "cvv", "cvc", "sid");

  /// Under these stands a secret if it looks like one: `{"token":"ETH"}` is a trade.
  private static final List<String> LIKELY =
      List.of(
          "token", "tokens", "jwt", "bearer", "signature", "sig", "auth", "sessionid", "cookie");

  /// In addresses these are secrets too.
  private static final List<String> IN_ADDRESSES = List.of("key", "ticket", "session", "sid");

  /// They end like the others, and lead to the next page.
  private static final Set<String> HARMLESS =
      Set.of(
          "pagetoken",
          "nextpagetoken",
          "nexttoken",
          "continuationtoken",
          "synctoken",
          "publickey",
          "secwebsocketkey");

  private static final int SHORTEST = 8;
  private static final int SHORTEST_NUMBER = 4;

  private SecretNames() {}

  /// Whether the value of a header is a secret as a whole.
  static boolean header(String name, String value) {
    return parameter(name, value);
  }

  /// Whether the value of a parameter is a secret.
  static boolean parameter(String name, String value) {
    String plain = plain(name);
    return member(plain, value) || (endsWith(plain, IN_ADDRESSES) && !HARMLESS.contains(plain));
  }

  /// Whether the value of a member is a secret. A token that is still to be filled in is none.
  static boolean member(String name, String value) {
    if (value.isEmpty() || value.contains("{{")) {
      return false;
    }
    String plain = plain(name);
    return !HARMLESS.contains(plain)
        && (SHORT.contains(plain)
            || endsWith(plain, CERTAIN)
            || (endsWith(plain, LIKELY) && looksSecret(value)));
  }

  /// Whether a number is a secret. Most are counts and sizes: a secret one has some digits.
  static boolean number(String name, String digits) {
    return digits.length() >= SHORTEST_NUMBER && member(name, digits);
  }

  private static boolean looksSecret(String value) {
    return value.length() >= SHORTEST && value.chars().noneMatch(Character::isWhitespace);
  }

  private static boolean endsWith(String plain, List<String> endings) {
    for (String ending : endings) {
      if (plain.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /// `X-Api-Key` and `api_key` mean the same.
  private static String plain(String name) {
    String end = name.length() > 64 ? name.substring(name.length() - 64) : name;
    StringBuilder plain = new StringBuilder(end.length());
    for (int i = 0; i < end.length(); i++) {
      if (Character.isLetterOrDigit(end.charAt(i))) {
        plain.append(end.charAt(i));
      }
    }
    return plain.toString().toLowerCase(Locale.ROOT);
  }
}
