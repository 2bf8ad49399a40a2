package io.fabula.bench.micro;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.server.connection.Frames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a stream does to make events of the narrative `exchange` into the bytes of frames: above
/// all, what it allocates for each. A private stream has every event made for it; of a shared one
/// each listener costs no more than a part of one encoding.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodingBench {
  private static final int RUN = 256;

  private final Tellings tellings = Tellings.of("exchange");
  private final EventEncoder encoder = tellings.encoder();
  private final Frames.Encoding encoding = new Frames.Encoding(encoder, false);
  private final Frames.Run run = new Frames.Run();
  private final JsonBuffer buffer = new JsonBuffer(128 * 1024);
  private final Event[] events = new Event[RUN];

  /// The events that are there already.
  @Setup
  public void tell() throws InterruptedException {
    for (int i = 0; i < RUN; i++) {
      events[i] = tellings.next();
    }
  }

  /// Events made, encoded and framed, one run after the other.
  ///
  /// @return the run, which leaves the method as it leaves a stream
  @Benchmark
  @OperationsPerInvocation(RUN)
  public Frames privateStream() throws InterruptedException {
    for (int i = 0; i < RUN; i++) {
      encoding.encode(tellings.advance(), run);
    }
    return run.take();
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
