package io.fabula.bench.micro;

import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the engine makes of each shipped narrative: the next event of the timeline, written as a
/// line into a reused buffer.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // begin() is called first.
public class EngineBench {
  private static final int FULL = 64 * 1024;

  @Param({
    "exchange",
    "shop",
    "intensive-care",
    "smart-home",
    "chat",
    "delivery",
    "arena",
    "football"
  })
  private String narrative;

  private final JsonBuffer buffer = new JsonBuffer(FULL + 4096);
  private Tellings tellings;
  private EventEncoder encoder;

  /// The story begins.
  @Setup
  public void begin() {
    tellings = Tellings.of(narrative);
    encoder = tellings.encoder();
  }

  /// One event.
  @Benchmark
  public int event() throws InterruptedException {
    if (buffer.length() >= FULL) {
      buffer.clear();
    }
    tellings.writeNext(encoder, buffer);
    buffer.put('\n');
    return buffer.length();
  }
}
