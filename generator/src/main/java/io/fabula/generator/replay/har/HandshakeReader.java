package io.fabula.generator.replay.har;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.ReadingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the address and the headers of an upgrade, entry by entry. For one thread.
final class HandshakeReader {
  private static final int MAX_HEADERS = 500;
  private static final int MAX_VALUE = 64 << 10;

  /// Characters of all headers of one entry.
  private static final int MAX_TOTAL = 1 << 20;

  private final JsonCursor at;
  private final ReadingListener listener;
  private @Nullable String url;
  private List<Origin.Header> requestHeaders = List.of();
  private List<Origin.Header> responseHeaders = List.of();
  private int total;

  HandshakeReader(JsonCursor at, ReadingListener listener) {
    this.at = at;
    this.listener = listener;
  }

  void clear() {
    url = null;
    requestHeaders = List.of();
    responseHeaders = List.of();
    total = 0;
  }

  Optional<String> url() {
    return Optional.ofNullable(url);
  }

  List<Origin.Header> requestHeaders() {
    return requestHeaders;
  }

  List<Origin.Header> responseHeaders() {
    return responseHeaders;
  }

  /// Reads the object at which the cursor stands.
  void readRequest() throws IOException {
    if (at.token() != JsonToken.START_OBJECT) {
      at.skip();
      return;
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      switch (key) {
        case "url" -> url = text();
        case "headers" -> requestHeaders = headers();
        default -> at.skip();
      }
    }
  }

  /// Reads the object at which the cursor stands.
  void readResponse() throws IOException {
    if (at.token() != JsonToken.START_OBJECT) {
      at.skip();
      return;
    }
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      if (key.equals("headers")) {
        responseHeaders = headers();
      } else {
        at.skip();
      }
    }
  }

  private @Nullable String text() throws IOException {
    if (at.token() == JsonToken.VALUE_STRING && at.isShort(MAX_VALUE)) {
      return at.text();
    }
    at.skip();
    return null;
  }

  private List<Origin.Header> headers() throws IOException {
    List<Origin.Header> headers = new ArrayList<>();
    if (at.token() != JsonToken.START_ARRAY) {
      at.skip();
      return headers;
    }
    while (at.next() != JsonToken.END_ARRAY) {
      if (at.token() == JsonToken.START_OBJECT) {
        header(headers);
      } else {
        listener.omitted(at.place(), "a header that is no object");
        at.skip();
      }
    }
    return headers;
  }

  private void header(List<Origin.Header> headers) throws IOException {
    @Nullable String name = null;
    @Nullable String value = null;
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      switch (key) {
        case "name" -> name = text();
        case "value" -> value = text();
        default -> at.skip();
      }
    }
    if (name == null || value == null) {
      listener.omitted(at.place(), "a header without name or value");
      return;
    }
    total += name.length() + value.length();
    if (headers.size() == MAX_HEADERS || total > MAX_TOTAL) {
      throw new InvalidDocumentException(
          at.exactPlace(),
          "more headers than a handshake has: at most %d, and %d KiB of them"
              .formatted(MAX_HEADERS, MAX_TOTAL >> 10));
    }
    headers.add(new Origin.Header(name, value));
  }
}
