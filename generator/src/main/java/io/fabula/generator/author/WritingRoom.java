package io.fabula.generator.author;

import io.fabula.generator.batch.Recap;
import io.fabula.providers.fallback.Chain;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The blueprints that are being written in this process, each once, however many streams wait for
/// it. What could not be written is left alone for some minutes. For any thread.
public final class WritingRoom {
  private static final long COOLDOWN = Duration.ofMinutes(5).toNanos();

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<String, Writing> writings = new HashMap<>();

  /// A room in which nothing is being written yet.
  public WritingRoom(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// A place for one stream that wants a blueprint; to be left with [Seat#close].
  ///
  /// @param chain who writes, asked for when writing begins
  /// @param before what the stream has told so far
  synchronized Seat join(Assignment assignment, Supplier<Chain> chain, Supplier<Recap> before) {
    Writing writing = writings.get(assignment.name());
    Optional<Seat> seat =
        Optional.ofNullable(writing)
            .filter(w -> w.isOf(assignment.fingerprint()))
            .flatMap(w -> w.seat(before, COOLDOWN));
    if (seat.isPresent()) {
      return seat.get();
    }
    Writing anew = new Writing(assignment, chain, clock, nanoTime);
    writings.put(assignment.name(), anew);
    return anew.seat(before, COOLDOWN).orElseThrow();
  }
}
