package io.fabula.generator.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.Predicate;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSONPath, compiled once. Names and indices alone (`$.user.name`, `$.items[0]`, `$['a b']`) are
/// walked in the tree; filters, wildcards, slices and functions are Jayway's, which takes some
/// microseconds. Patterns behind `=~` are RE2's. Immutable, for any thread.
public final class NodePath {
  /// How long a path may be, in characters.
  public static final int MAX_LENGTH = 1000;

  /// Each further one multiplies the work by the depth of the document.
  private static final int MAX_SCANS = 2;

  /// Jayway keeps the arguments of a function in the compiled path, where two threads would read
  /// each other's; and `append` changes the document.
  private static final Pattern FUNCTION = Pattern.compile("[\\w$]\\(\\s*[^)\\s]|\\.append\\s*\\(");

  private static final Pattern QUOTED =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Configuration PATHS =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private final Steps steps;
  private final @Nullable JsonPath search;

  private NodePath(Steps steps, @Nullable JsonPath search) {
    this.steps = steps;
    this.search = search;
  }

  /// Compiles `text`, which starts with `$`.
  ///
  /// @throws IllegalArgumentException with what is wrong, where it cannot be used
  public static NodePath compile(String text) {
    if (!text.startsWith("$") || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "not a JSONPath, which starts with $ and has at most %d characters: %s"
              .formatted(MAX_LENGTH, text.length() > 40 ? text.substring(0, 40) + "..." : text));
    }
    Optional<Steps> steps = Steps.parse(text);
    return steps.isPresent()
        ? new NodePath(steps.get(), null)
        : new NodePath(Steps.NONE, search(text));
  }

  private static JsonPath search(String text) {
    List<Predicate> patterns = new ArrayList<>();
    String path = Filters.replaced(text, patterns);
    String bare = QUOTED.matcher(path).replaceAll("''");
    if (FUNCTION.matcher(bare).find()) {
      throw new IllegalArgumentException(
          "a function in a JSONPath takes no arguments here, and append() is none: " + text);
    }
    if (bare.split("\\.\\.", -1).length - 1 > MAX_SCANS) {
      throw new IllegalArgumentException(
          "a JSONPath may have '..' %d times: %s".formatted(MAX_SCANS, text));
    }
    if (!balanced(bare, '[', ']') || !balanced(bare, '(', ')')) {
      // Jayway would leave out what follows.
      throw new IllegalArgumentException("not a JSONPath: " + text);
    }
    try {
      JsonPath compiled = JsonPath.compile(path, patterns.toArray(Predicate[]::new));
      // Names of functions are looked up when the path is read only.
      compiled.<@Nullable Object>read(JSON.createObjectNode(), PATHS);
      return compiled;
    } catch (RuntimeException e) {
      // Jayway refuses most nonsense with an exception of its own, and stumbles over some.
      throw new IllegalArgumentException("not a JSONPath: " + text, e);
    }
  }

  private static boolean balanced(String text, char open, char close) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      char c = text.charAt(i);
      depth += c == open ? 1 : c == close ? -1 : 0;
    }
    return depth == 0;
  }

  /// What the path finds, null where that is nothing, as in what is no JSON (a missing node).
  /// JSON's own null is found as a null node. A path that is not [#definite] finds an array.
  public @Nullable JsonNode find(JsonNode document) {
    if (document.isMissingNode()) {
      return null;
    }
    if (search == null) {
      return steps.walk(document);
    }
    @Nullable Object found;
    try {
      found = search.read(document, PATHS);
    } catch (RuntimeException e) {
      // A function that these values are none for, such as the sum of words.
      return null;
    }
    if (found == null) {
      return null;
    }
    // A function's result is a plain Java value.
    JsonNode node = found instanceof JsonNode json ? json : JSON.valueToTree(found);
    return !definite() && node.isArray() && node.isEmpty() ? null : node;
  }

  /// Whether the path finds something that is not JSON's null.
  public boolean finds(JsonNode document) {
    JsonNode found = find(document);
    return found != null && !found.isNull();
  }

  /// Whether the path can find one value only, as against a list of whatever fits.
  public boolean definite() {
    return search == null || search.isDefinite();
  }
}
