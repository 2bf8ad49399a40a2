package io.fabula.bench.micro;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/// What JMH tells while it runs: which benchmark begins goes on to who waits, the latest of its
/// messages are kept for the case that it fails, and nothing is printed. For any thread.
final class Told implements OutputFormat {
  private static final int KEPT = 40;

  private final Consumer<String> progress;
  private final Deque<String> messages = new ArrayDeque<>();

  Told(Consumer<String> progress) {
    this.progress = progress;
  }

  /// The latest messages, each in a line of its own and after a line end.
  synchronized String last() {
    StringBuilder text = new StringBuilder();
    messages.forEach(message -> text.append('\n').append(message));
    return text.toString();
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {
    progress.accept((Micro.name(benchmark) + " " + Micro.params(benchmark)).strip());
  }

  /// The ends of what a failed process printed come this way.
  @Override
  public synchronized void println(String message) {
    if (message.isBlank()) {
      return;
    }
    if (messages.size() == KEPT) {
      messages.removeFirst();
    }
    messages.addLast(message);
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {}

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult result) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> results) {}

  @Override
  public void print(String text) {}

  @Override
  public void verbosePrintln(String message) {}

  @Override
  public void write(int character) {}

  @Override
  public void write(byte[] characters) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
