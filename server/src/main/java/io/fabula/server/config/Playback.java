package io.fabula.server.config;

import java.time.Duration;

/// How a recording is played.
///
/// @param speed times as fast as it was recorded, from [#SLOWEST] to [#FASTEST]; infinite for as
///   fast as the client takes it
/// @param end what comes after the last line
public record Playback(double speed, End end) {
  public static final double SLOWEST = 0.1;
  public static final double FASTEST = 1000;
  public static final double MAX = Double.POSITIVE_INFINITY;

  /// As it was recorded, and closed at the end.
  public static final Playback PLAIN = new Playback(1, End.CLOSE);

  public Playback {
    if (!(speed >= SLOWEST && speed <= FASTEST) && speed != MAX) {
      throw new IllegalArgumentException(
          "a speed is from 0.1 to 1000, or max, not %s".formatted(speed));
    }
  }

  /// What comes after the last line.
  public enum End {
    /// The connection is closed with 1000.
    CLOSE,
    /// It begins again with the first line.
    LOOP,
    /// The connection stays open, and silent.
    HOLD
  }

  /// The speed that a text says.
  ///
  /// @throws IllegalArgumentException where it is none
  public static double speed(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    double speed;
    try {
      speed = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a speed is from 0.1 to 1000, or max, not " + text, e);
    }
    return new Playback(speed == MAX ? 0 : speed, End.CLOSE).speed();
  }

  /// The same at another speed.
  public Playback at(double other) {
    return new Playback(other, end);
  }

  /// How long the recording's time takes here.
  public Duration lasting(Duration recorded) {
    return speed == MAX ? Duration.ZERO : Duration.ofNanos(Math.round(recorded.toNanos() / speed));
  }
}
