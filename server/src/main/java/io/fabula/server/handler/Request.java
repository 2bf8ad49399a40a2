package io.fabula.server.handler;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A client's handshake: what it asks for.
///
/// @param path as it was asked for, decoded
/// @param query parameters, each with its values in order
/// @param headers by name, without regard to case
public record Request(String path, Map<String, List<String>> query, Map<String, String> headers) {
  public Request {
    query = Map.copyOf(query);
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    headers = Collections.unmodifiableMap(anyCase);
  }

  /// The last segment of the path.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
