package io.fabula.server.connection;

import io.fabula.generator.event.JsonBuffer;
import java.nio.charset.StandardCharsets;

/// Why a connection ends.
///
/// @param code a close code (RFC 6455 section 7.4)
/// @param reason for a person; what goes beyond the 123 bytes of a close frame is cut
/// @param patient whether the client may take its time for what was sent before
public record Ending(int code, String reason, boolean patient) {
  private static final int MAX_REASON = 123;

  public static final Ending COMPLETE = new Ending(1000, "story complete", true);
  public static final Ending SHUTTING_DOWN = new Ending(1001, "server is shutting down", false);
  public static final Ending TEXT_ONLY =
      new Ending(1003, "this stream takes text commands only", false);
  public static final Ending SLOW = new Ending(1008, "slow consumer", false);

  /// Nothing has come from the client for so long that it counts as gone.
  public static final Ending SILENT = new Ending(1001, "no answer to pings", false);

  /// The client has sent more than the configuration allows.
  public static final Ending TOO_MANY = new Ending(1008, "too many messages", false);

  /// A recording has been played to its end.
  public static final Ending REPLAYED = new Ending(1000, "replay complete", true);

  public Ending {
    reason = shortened(reason);
  }

  /// The story could not be written on.
  public static Ending failed(String reason) {
    return new Ending(1011, reason, true);
  }

  /// The client has not said what a recording waits for.
  public static Ending timedOut(String reason) {
    return new Ending(4408, reason, true);
  }

  /// The budget allows no further model call.
  public static Ending spent(String reason) {
    return new Ending(1013, reason, true);
  }

  /// The ending as a JSON object.
  String json() {
    return new JsonBuffer(64)
        .ascii("{\"code\":")
        .number(code)
        .ascii(",\"reason\":")
        .string(reason)
        .put('}')
        .toString();
  }

  private static String shortened(String reason) {
    if (reason.getBytes(StandardCharsets.UTF_8).length <= MAX_REASON) {
      return reason;
    }
    int end = Math.min(reason.length(), MAX_REASON - 3);
    while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON - 3
        || Character.isHighSurrogate(reason.charAt(end - 1))) {
      end--;
    }
    return reason.substring(0, end) + "...";
  }
}
