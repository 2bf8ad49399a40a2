package io.fabula.generator.replay.har;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The query of an address as names and values, decoded.
final class Query {
  private Query() {}

  static List<Map.Entry<String, String>> of(String url) {
    int start = url.indexOf('?');
    List<Map.Entry<String, String>> all = new ArrayList<>();
    if (start < 0) {
      return all;
    }
    int hash = url.indexOf('#', start);
    String query = url.substring(start + 1, hash < 0 ? url.length() : hash);
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        String name = equals < 0 ? part : part.substring(0, equals);
        all.add(Map.entry(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1))));
      }
    }
    return all;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A stray percent sign is only itself.
      return text;
    }
  }
}
