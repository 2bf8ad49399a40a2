package io.fabula.server.config;

import io.fabula.providers.Secrets;
import java.net.URI;
import java.time.Duration;

/// The Redis through which several servers share state and rooms. Immutable.
///
/// @param url `redis://` or `rediss://`, host, port and database; name and password where it asks
///   for them
/// @param prefix of all keys and channels: servers with the same one belong together
/// @param timeout how long an answer may take; up to [#LONGEST]
public record RedisSettings(URI url, String prefix, Duration timeout) {
  /// Scripts wait for an answer no longer than this.
  public static final Duration LONGEST = Duration.ofSeconds(2);

  public RedisSettings {
    if (timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("an answer may take 2s at most, not " + timeout);
    }
  }

  /// Where it is, without the password.
  public String address() {
    return Secrets.plain(url);
  }

  /// Keeps the password out of logs.
  @Override
  public String toString() {
    return "RedisSettings[%s, %s, %s]".formatted(address(), prefix, timeout);
  }
}
