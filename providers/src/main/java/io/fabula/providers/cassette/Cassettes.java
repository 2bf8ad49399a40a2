package io.fabula.providers.cassette;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Records the answers of models as files and plays them again, so that a test suite or a demo runs
/// the same without a key.
///
/// A recording is found by its request: provider, type, model, options, most tokens, prompt and
/// schema; not by headers, key or address. It lies in `DIR/PROVIDER/KEY.json`, readable and made to
/// be compared line by line; the key and the words of the headers' values (of 8 characters and
/// more) are replaced by `***` wherever they occur in it.
///
/// An answer that was read to its end is a whole recording. One whose reader closed it early is
/// kept as far as it came, unless a whole one is there; where it is played to that place it fails
/// with [io.fabula.providers.ProviderException.Retriable], and so does one that broke off. One that
/// failed before its first text is not recorded, and an answer whose recording cannot be written is
/// still answered: a warning says so. The recorded times are those at which the reader took the
/// pieces.
///
/// A recording that is missing or damaged fails the answer with
/// [io.fabula.providers.ProviderException.Rejected], which names the file or what differs from the
/// nearest recording. For any thread.
public final class Cassettes {
  private final Mode mode;
  private final Path dir;
  private final Speed speed;
  private final Waiting waiting;

  private Cassettes(Mode mode, Path dir, Speed speed, Waiting waiting) {
    this.mode = mode;
    this.dir = dir;
    this.speed = speed;
    this.waiting = waiting;
  }

  /// Cassettes in a folder. Touches nothing yet.
  ///
  /// @param dir holds a folder for each provider; created when the first answer is recorded
  public static Cassettes of(Mode mode, Path dir, Speed speed) {
    return new Cassettes(mode, dir, speed, Waiting.REAL);
  }

  /// With a clock and a way to wait of the caller's.
  static Cassettes of(Mode mode, Path dir, Speed speed, Waiting waiting) {
    return new Cassettes(mode, dir, speed, waiting);
  }

  public Mode mode() {
    return mode;
  }

  /// The model that `settings` describe, recorded or played. Closing it closes the real one, where
  /// that was opened.
  ///
  /// @param real opens the real model: at once to record, at the first missing recording in
  ///   [Mode#AUTO], never to replay
  public LanguageModel around(ProviderSettings settings, Supplier<LanguageModel> real) {
    var shelf = new Shelf(dir, settings.name(), new Redaction(settings));
    return switch (mode) {
      case OFF -> real.get();
      case RECORD -> {
        LanguageModel opened = real.get();
        yield new CassetteModel(settings, mode, shelf, speed, waiting, () -> opened).open();
      }
      case REPLAY, AUTO -> new CassetteModel(settings, mode, shelf, speed, waiting, real);
    };
  }

  /// What is done with a call.
  public enum Mode {
    /// The model is called, nothing is recorded.
    OFF,
    /// The model is called and its answer recorded, over an older one.
    RECORD,
    /// The recording is played; nobody is ever called.
    REPLAY,
    /// The recording is played where there is one, else the model is called and recorded. A
    /// recording whose reader left early is played once for each model opened; asked again, the
    /// model is called.
    AUTO
  }

  /// How fast a recording is played.
  public enum Speed {
    /// Each piece when it came, counted from the call.
    RECORDED,
    /// Each piece at once.
    FULL
  }

  /// The time, and how to wait for it.
  ///
  /// @param nanoTime as [System#nanoTime]
  /// @param waiter returns when the time is over or the answer is closed
  record Waiting(LongSupplier nanoTime, Waiter waiter) {
    static final Waiting REAL =
        new Waiting(
            System::nanoTime,
            (closed, nanos) -> {
              boolean _ = closed.await(nanos, TimeUnit.NANOSECONDS);
            });

    interface Waiter {
      void await(CountDownLatch closed, long nanos) throws InterruptedException;
    }
  }
}
