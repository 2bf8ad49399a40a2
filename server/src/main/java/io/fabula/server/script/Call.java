package io.fabula.server.script;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.management.ExecutionEvent;
import org.jspecify.annotations.Nullable;

/// One call of a script, from the thread that wants it to the worker that does it. It ends once: it
/// comes to its end, or it is stopped.
final class Call {
  private enum Phase {
    WAITING,
    RUNNING,
    ENDED,
    STOPPED
  }

  private static final int MAX_LINES = 50;

  final Script script;

  /// Null where the script is only to be compiled.
  final @Nullable Scene scene;

  final Limits limits;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final AtomicReference<@Nullable ExecutionEvent> reached = new AtomicReference<>();
  private int lines;

  Call(Script script, @Nullable Scene scene, Limits limits) {
    this.script = script;
    this.scene = scene;
    this.limits = limits;
  }

  /// What a script came to.
  ///
  /// @param unchanged whether a transform leaves its message as it came
  /// @param state null where it has not changed; else JSON, empty for nothing
  record Result(List<Datum> values, boolean unchanged, @Nullable String state) {
    static final Result NOTHING = new Result(List.of(), false, null);
  }

  /// A worker takes it.
  ///
  /// @return whether the call is still wanted
  boolean begin() {
    return phase.compareAndSet(Phase.WAITING, Phase.RUNNING);
  }

  boolean running() {
    return phase.get() == Phase.RUNNING;
  }

  boolean stopped() {
    return phase.get() == Phase.STOPPED;
  }

  /// The script has come to its end.
  void done(Result done) {
    if (phase.compareAndSet(Phase.RUNNING, Phase.ENDED)) {
      result.complete(done);
    }
  }

  /// The script has come to its end with an error of its own.
  void failed(RuntimeException failure) {
    if (phase.compareAndSet(Phase.RUNNING, Phase.ENDED)) {
      result.completeExceptionally(failure);
    }
  }

  /// Nothing of what the script still does counts. Its worker is to leave it.
  void stop(RuntimeException failure) {
    if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPED)
        || phase.compareAndSet(Phase.WAITING, Phase.STOPPED)) {
      result.completeExceptionally(failure);
    }
  }

  /// The script begins a statement.
  void reached(ExecutionEvent statement) {
    reached.setRelease(statement);
  }

  /// Stops because of a limit, at the statement that the script has reached.
  void exceeded(String reason) {
    stop(new ScriptException.Exceeded(Failures.place(script, reached.getAcquire()), reason));
  }

  /// What of a line is to be logged.
  Optional<String> logged(String line) {
    lines++;
    return lines > MAX_LINES
        ? Optional.empty()
        : Optional.of(lines == MAX_LINES ? "(this call may log no more)" : line);
  }

  /// Waits for the end.
  ///
  /// @throws InterruptedException where the waiting thread is interrupted; the call is stopped then
  Result await() throws InterruptedException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      stop(new IllegalStateException("nobody waits for the script any more"));
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a script's call failed", e);
    }
  }
}
