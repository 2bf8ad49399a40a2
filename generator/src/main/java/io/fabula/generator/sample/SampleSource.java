package io.fabula.generator.sample;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// One telling of drawn events. For one thread.
final class SampleSource implements EventSource {
  private final Samples samples;
  private final Draw draw;
  private final AtomicLong redrawn = new AtomicLong();

  SampleSource(Samples samples, long seed) {
    this.samples = samples;
    this.draw = new Draw(seed, 0);
  }

  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) {
    draw.at(Math.floorDiv(clock.epochNanos(), 1_000_000L));
    int type = samples.drawType(draw.chance());
    int failed = samples.type(type).draw(draw, data);
    if (failed > 0) {
      redrawn.addAndGet(failed);
    }
    return samples.name(type);
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public boolean immediate() {
    return true;
  }

  @Override
  public Map<String, Long> counters() {
    return redrawn.get() == 0 ? Map.of() : Map.of("redrawn", redrawn.get());
  }

  @Override
  public void close() {
    // holds nothing but memory
  }
}
