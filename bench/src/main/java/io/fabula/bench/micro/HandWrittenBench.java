package io.fabula.bench.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The reference: loops written by hand for one event, the `vitals` of the narrative
/// intensive-care, in the bytes in which the engine writes it.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(HandWrittenBench.BLOCK)
public class HandWrittenBench {
  static final int BLOCK = 1000;

  private final Monitors still = new Monitors(false);
  private final Monitors wandering = new Monitors(true);

  /// Copies segments and formats numbers and a timestamp in place; what the numbers are costs
  /// nothing.
  @Benchmark
  public long bytes() {
    return still.run(BLOCK);
  }

  /// Also plays what the blueprint plays for this event: eight beds, five vital signs that each
  /// wander back to where they belong by a bell curve, kept with two decimals.
  @Benchmark
  public long story() {
    return wandering.run(BLOCK);
  }
}
