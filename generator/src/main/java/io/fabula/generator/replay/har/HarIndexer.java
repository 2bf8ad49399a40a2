package io.fabula.generator.replay.har;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.Instants;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Place;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.ReadingListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Goes through a HAR once and finds the conversations in it. Tools disagree about the order of
/// keys (Chrome writes the messages before the address), about what may be null and what may be
/// missing; all of that is taken. For one thread.
final class HarIndexer {
  private static final int MAX_SOCKETS = 10_000;

  private final JsonCursor at;
  private final ReadingListener listener;
  private final List<HarEntry> found = new ArrayList<>();
  private final HandshakeReader handshakes;
  private boolean entries;

  HarIndexer(JsonCursor at, ReadingListener listener) {
    this.at = at;
    this.listener = listener;
    this.handshakes = new HandshakeReader(at, listener);
  }

  List<HarEntry> read() throws IOException {
    at.enterObject("a HAR");
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      if (key.equals("log") && at.token() == JsonToken.START_OBJECT) {
        log();
      } else {
        at.skip();
      }
    }
    at.expectEnd();
    if (!entries) {
      throw new InvalidDocumentException(
          at.exactPlace(), "not a HAR: there is no list 'entries' under 'log'");
    }
    return found;
  }

  private void log() throws IOException {
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      if (key.equals("entries") && at.token() == JsonToken.START_ARRAY) {
        entries = true;
        while (at.next() != JsonToken.END_ARRAY) {
          if (at.token() == JsonToken.START_OBJECT) {
            entry();
          } else {
            listener.fault(at.problem("an entry must be an object, not " + at.kind()));
            at.skip();
          }
        }
      } else {
        at.skip();
      }
    }
  }

  private void entry() throws IOException {
    Place place = at.place();
    handshakes.clear();
    boolean socket = false;
    @Nullable String started = null;
    JsonCursor.@Nullable Spot spot = null;
    Closing closing = new Closing(at);
    for (String key = at.nextKey(); key != null; key = at.nextKey()) {
      at.next();
      switch (key) {
        case "startedDateTime" -> started = text();
        case "_resourceType" ->
            socket |= String.valueOf(text()).toLowerCase(Locale.ROOT).equals("websocket");
        case "_webSocketMessages" -> {
          if (at.token() == JsonToken.START_ARRAY) {
            socket = true;
            spot = at.spot();
            closing.scan();
          } else {
            at.skip();
          }
        }
        case "_webSocketClose" -> closing.read();
        case "request" -> handshakes.readRequest();
        case "response" -> handshakes.readResponse();
        default -> at.skip();
      }
    }
    if (!socket) {
      listener.omitted(place, "an HTTP exchange that is no WebSocket");
    } else if (spot == null) {
      listener.omitted(place, "a WebSocket connection without recorded messages");
    } else if (found.size() == MAX_SOCKETS) {
      throw new InvalidDocumentException(
          place, "more than %d WebSocket connections in one file".formatted(MAX_SOCKETS));
    } else {
      add(place, started, spot, closing);
    }
  }

  /// The text here; null where it is none, or long.
  private @Nullable String text() throws IOException {
    if (at.token() == JsonToken.VALUE_STRING && at.isShort(1000)) {
      return at.text();
    }
    at.skip();
    return null;
  }

  private void add(Place place, @Nullable String started, JsonCursor.Spot spot, Closing closing) {
    Optional<Instant> upgrade = Optional.ofNullable(started).flatMap(Instants::parse);
    Optional<Instant> first = closing.first();
    if (upgrade.isEmpty()) {
      listener.omitted(
          place,
          started == null
              ? "an upgrade without a time (that of its first message is taken)"
              : "an upgrade whose time is none (that of its first message is taken)");
    } else if (first.isPresent() && first.get().isBefore(upgrade.get())) {
      listener.omitted(place, "an upgrade later than its first message (whose time is taken)");
      upgrade = first;
    }
    Instant base = upgrade.or(() -> first).orElse(Instant.EPOCH);
    Optional<Origin.Close> close =
        closing
            .found()
            .map(
                end ->
                    new Origin.Close(
                        end.code(), end.reason(), end.at().flatMap(t -> since(base, t))));
    found.add(
        new HarEntry(
            new Origin(
                handshakes.url(),
                Optional.of(base),
                handshakes.requestHeaders(),
                handshakes.responseHeaders(),
                close),
            base,
            spot));
  }

  private static Optional<Duration> since(Instant base, Instant end) {
    return Optional.of(Duration.between(base, end)).filter(d -> !d.isNegative());
  }
}
