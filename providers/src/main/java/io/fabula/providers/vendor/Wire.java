package io.fabula.providers.vendor;

import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Carries the request of one call and its answer.
interface Wire {
  /// Sends the request, once.
  ///
  /// @param heard is told of each event of the answer by the thread that reads the body, before
  ///   that thread gets the event's last bytes
  /// @return the body of an answer with a status of success, anything else as a failure
  CompletableFuture<InputStream> send(byte[] request, Consumer<Event> heard);

  /// One event of an answer.
  ///
  /// @param name its type where the wire names one, else empty
  record Event(String name, String data) {}
}
