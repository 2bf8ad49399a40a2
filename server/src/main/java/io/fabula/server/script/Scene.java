package io.fabula.server.script;

import java.util.List;
import java.util.Optional;

/// Where a script is called: its connection, the message, and the functions that it may use there.
public interface Scene {
  Caller caller();

  /// The message's text, unless nothing was said (a client came, or went).
  Optional<String> message();

  /// The message's bytes in base64 (RFC 4648 section 4), where it is a binary one; then it has no
  /// text.
  default Optional<String> binary() {
    return Optional.empty();
  }

  /// The same object for all calls of a connection.
  State state();

  /// The script calls a function of its [Vocabulary]. Called by a thread of the scripts, which may
  /// be interrupted; waiting here costs the script none of its time, but one of few threads.
  ///
  /// @param arguments at most 16
  /// @return what the script gets, empty for undefined
  /// @throws IllegalArgumentException an error with this message is thrown inside the script; any
  ///   other exception ends the call and comes out of it
  Optional<Datum> call(String function, List<Datum> arguments) throws InterruptedException;
}
