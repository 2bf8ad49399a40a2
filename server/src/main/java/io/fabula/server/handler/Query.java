package io.fabula.server.handler;

import io.fabula.generator.document.Nearest;
import io.fabula.server.connection.Rejected;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The parameters of a request, each known and given once. Immutable.
public final class Query {
  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Checks that there are none but known parameters.
  ///
  /// @throws Rejected with 400 and a sentence that names the parameter
  public static Query of(Map<String, List<String>> values, Set<String> known) {
    values.forEach(
        (name, given) -> {
          if (!known.contains(name)) {
            throw unknown(name, known);
          }
          if (given.isEmpty()) {
            throw Rejected.badRequest("'%s' cannot be read".formatted(name));
          }
          if (given.size() > 1) {
            throw Rejected.badRequest("the parameter '%s' is given twice".formatted(name));
          }
        });
    return new Query(values);
  }

  /// The parameters of a URL's query, each with its values in order: none where one cannot be
  /// decoded.
  public static Map<String, List<String>> parse(String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (!name.isEmpty()) {
        List<String> given =
            values.computeIfAbsent(decoded(name).orElse(name), _ -> new ArrayList<>());
        decoded(equals < 0 ? "" : part.substring(equals + 1)).ifPresent(given::add);
      }
    }
    return values;
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// One parameter that was given in another way, as a header.
  public static Query single(String name, String value) {
    return new Query(Map.of(name, List.of(value)));
  }

  private static Rejected unknown(String name, Set<String> known) {
    String hint =
        Nearest.of(name, known)
            .map(nearest -> "did you mean '%s'?".formatted(nearest))
            .orElseGet(() -> "there are " + String.join(", ", known.stream().sorted().toList()));
    return Rejected.badRequest("unknown parameter '%s'; %s".formatted(name, hint));
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  /// A whole number.
  ///
  /// @throws Rejected with 400 where it is none, or out of bounds
  public OptionalLong whole(String name, long min, long max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= min && value <= max) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException e) {
      // falls through to the same answer
    }
    throw Rejected.badRequest(
        "%s must be a whole number from %d to %d, not '%s'".formatted(name, min, max, text.get()));
  }
}
