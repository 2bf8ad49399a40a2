package io.fabula.server.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a script is told about its connection. Made once for a connection; for any thread.
public final class Caller {
  private static final JsonMapper JSON = new JsonMapper();

  private final String id;
  private final String path;
  private final String headers;

  private Caller(String id, String path, String headers) {
    this.id = id;
    this.path = path;
    this.headers = headers;
  }

  /// A connection.
  ///
  /// @param headers by name; scripts see names in lower case
  public static Caller of(String id, String path, Map<String, String> headers) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    try {
      return new Caller(id, path, JSON.writeValueAsString(lower));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("text cannot be written as JSON", e);
    }
  }

  public String id() {
    return id;
  }

  public String path() {
    return path;
  }

  /// All headers as a JSON object.
  String headersJson() {
    return headers;
  }
}
