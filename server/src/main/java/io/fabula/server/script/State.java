package io.fabula.server.script;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What the scripts of one connection remember from call to call: plain data, kept as JSON. Only
/// one script at a time works with it; others wait for their turn. A call that fails leaves it as
/// it was.
public final class State {
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Optional<String> json;
  private volatile boolean suspect;
  private volatile long suspectUntil;

  private State(Optional<String> json) {
    this.json = json;
  }

  /// Nothing remembered: `state` is an empty object, `connection.state` is undefined.
  public static State empty() {
    return new State(Optional.empty());
  }

  /// Something remembered from the start.
  ///
  /// @param json one value, well-formed
  public static State of(String json) {
    return new State(Optional.of(json));
  }

  /// What is remembered, as JSON.
  public Optional<String> json() {
    return json;
  }

  void remember(Optional<String> now) {
    json = now;
  }

  /// Whether a script of the connection was stopped by a limit a short while ago.
  boolean isSuspect() {
    return suspect && System.nanoTime() - suspectUntil < 0;
  }

  void suspect(Duration howLong) {
    suspectUntil = System.nanoTime() + howLong.toNanos();
    suspect = true;
  }

  ReentrantLock turn() {
    return turn;
  }
}
