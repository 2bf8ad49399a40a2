package io.fabula.generator.author;

import io.fabula.generator.batch.Recap;
import io.fabula.generator.blueprint.Blueprint;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One stream's part in a writing. Once nobody has a seat any more the writing is cancelled. For
/// any thread.
final class Seat implements AutoCloseable {
  private final Writing writing;
  private final Supplier<Recap> before;
  private volatile boolean began;

  Seat(Writing writing, Supplier<Recap> before) {
    this.writing = writing;
    this.before = before;
  }

  /// Lets the writing begin, where it has not: everybody's cast is known that can be.
  void begin() {
    began |= writing.begin();
  }

  Recap before() {
    return before.get();
  }

  /// What the others have told before this one came.
  Recap heard() {
    return writing.told();
  }

  /// The blueprint, once it is written.
  Optional<Blueprint> ready() {
    return writing.blueprint();
  }

  /// Whether there will be none.
  boolean failed() {
    return writing.failed();
  }

  /// Calls `then` when the writing has ended, at once where it has.
  void whenEnded(Runnable then) {
    writing.whenEnded(then);
  }

  /// What the writing has cost; nothing for those who did not begin it.
  Map<String, Long> counters() {
    return began ? writing.counters() : Map.of();
  }

  @Override
  public void close() {
    writing.leave(this);
  }
}
