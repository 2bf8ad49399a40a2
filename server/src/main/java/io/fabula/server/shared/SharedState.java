package io.fabula.server.shared;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Values under keys, for all connections. For any thread; may block for up to two seconds.
///
/// Whatever cannot be done is an [IllegalArgumentException] with a sentence for the author of the
/// script: the key is too long, the value no number, the store out of reach.
public interface SharedState {
  /// The most characters of a key.
  int MAX_KEY = 256;

  /// The value under a key, as JSON.
  Optional<String> get(String key) throws InterruptedException;

  /// Puts a value under a key.
  ///
  /// @param json one value, well-formed
  void set(String key, String json) throws InterruptedException;

  /// Adds to the whole number under a key, at once for all who do so; what is not there is 0.
  ///
  /// @return the sum
  long increment(String key, long by) throws InterruptedException;

  /// Removes a key.
  ///
  /// @return whether it was there
  boolean delete(String key) throws InterruptedException;

  /// The key itself.
  ///
  /// @throws IllegalArgumentException where it is empty or too long
  static String checked(String key) {
    if (key.isEmpty()
        || key.length() > MAX_KEY
        || !StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
      throw new IllegalArgumentException("a key has 1 to %d whole characters".formatted(MAX_KEY));
    }
    return key;
  }
}
