package io.fabula.bench.micro;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a stream does to make events of the narrative `exchange` into the bytes of frames, without
/// the frames: above all, what it allocates for each. A private stream has every event made for it;
/// of a shared one each listener costs no more than a part of one encoding.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodingBench {
  private static final int RUN = 256;

  private final Tellings tellings = Tellings.of("exchange");
  private final EventEncoder encoder = tellings.encoder();
  private final JsonBuffer buffer = new JsonBuffer(128 * 1024);
  private final Event[] events = new Event[RUN];

  /// The events that are there already.
  @Setup
  public void tell() throws InterruptedException {
    for (int i = 0; i < RUN; i++) {
      events[i] = tellings.next();
    }
  }

  /// One event made and encoded.
  ///
  /// @return the event, which leaves the method as it leaves a pacer: the JIT must make it
  @Benchmark
  public Event privateStream() throws InterruptedException {
    Event event = tellings.next();
    encoder.encode(event, buffer.clear());
    return event;
  }

  /// One event of many, all of them there, encoded.
  @Benchmark
  @OperationsPerInvocation(RUN)
  public int sharedStream() {
    buffer.clear();
    for (Event event : events) {
      encoder.encode(event, buffer);
    }
    return buffer.length();
  }
}
