package io.fabula.generator.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where and when a conversation was recorded, as far as that is known. Immutable.
///
/// @param url as it was recorded, untouched
/// @param start when the clock stood at 0
/// @param requestHeaders of the handshake, in their order
/// @param responseHeaders of the handshake, in their order
/// @param close how it ended
public record Origin(
    Optional<String> url,
    Optional<Instant> start,
    List<Header> requestHeaders,
    List<Header> responseHeaders,
    Optional<Close> close) {

  /// Nothing is known.
  public static final Origin UNKNOWN =
      new Origin(Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());

  public Origin {
    requestHeaders = List.copyOf(requestHeaders);
    responseHeaders = List.copyOf(responseHeaders);
  }

  /// A header of the handshake.
  public record Header(String name, String value) {}

  /// The end of a conversation.
  ///
  /// @param code as in RFC 6455 section 7.4; 1005 for none, 1006 for a connection that was cut
  /// @param at on the clock of the lines
  public record Close(int code, String reason, Optional<Duration> at) {}

  /// The same with this address.
  public Origin withUrl(String other) {
    return new Origin(Optional.of(other), start, requestHeaders, responseHeaders, close);
  }

  /// The same with this start.
  public Origin withStart(Instant other) {
    return new Origin(url, Optional.of(other), requestHeaders, responseHeaders, close);
  }
}
