package io.fabula.generator.redaction;

import io.fabula.providers.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An address and the secrets in it: name and password, and parameters that are named like one.
/// Taken as text, since what was recorded need not be a valid URI.
final class Address {
  private final String hidden;
  private final List<String> secrets = new ArrayList<>();

  Address(String url) {
    int query = url.indexOf('?');
    String before = withoutUser(query < 0 ? url : url.substring(0, query));
    hidden = query < 0 ? before : before + "?" + withoutSecrets(url.substring(query + 1));
  }

  private String withoutUser(String url) {
    int start = url.indexOf("://") + 3;
    int slash = url.indexOf('/', start);
    int at = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
    if (start < 3 || at < start) {
      return url;
    }
    secrets.addAll(List.of(url.substring(start, at).split(":", 2)));
    return url.substring(0, start) + Secrets.HIDDEN + url.substring(at);
  }

  private String withoutSecrets(String query) {
    List<String> parts = new ArrayList<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (equals > 0 && SecretNames.parameter(part.substring(0, equals), value)) {
        secrets.add(value);
        secrets.add(decoded(value));
        parts.add(part.substring(0, equals + 1) + Secrets.HIDDEN);
      } else {
        parts.add(part);
      }
    }
    return String.join("&", parts);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /// The address without its secrets.
  String hidden() {
    return hidden;
  }

  List<String> secrets() {
    return secrets;
  }

  boolean isSecret() {
    return !secrets.isEmpty();
  }
}
