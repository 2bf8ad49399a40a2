package io.fabula.server.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The pacer against a clock that the test moves: what is due, what a stall does, what a hiccup
/// does.
class PacerTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final long MILLI = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(5_000);
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final AtomicBoolean immediate = new AtomicBoolean(true);

  /// A source that always has an event.
  private final EventSource source =
      new EventSource() {
        @Override
        public Optional<String> next(StoryClock clock, JsonBuffer data) {
          data.ascii("{}");
          return Optional.of("tick");
        }

        @Override
        public boolean ready() {
          return ready.get();
        }

        @Override
        public boolean immediate() {
          return immediate.get();
        }

        @Override
        public void close() {}
      };

  private Timeline timeline(double rate) throws InterruptedException {
    return StoryTimeline.open(
        NarrativeReader.parse("n", "n.md", "Prose."),
        Telling.PLAIN.withRate(rate),
        1,
        source,
        START);
  }

  private Pacer pacer(double rate) throws InterruptedException {
    return new Pacer(timeline(rate), Clock.fixed(START, ZoneOffset.UTC), nanos::get);
  }

  private static List<Event> next(Pacer pacer) throws InterruptedException {
    List<Event> released = new ArrayList<>();
    boolean goesOn = pacer.next(told -> released.add(told.event()));
    assertThat(goesOn).isEqualTo(!released.isEmpty());
    return released;
  }

  private static List<Long> sequences(List<Event> events) {
    return events.stream().map(Event::sequence).toList();
  }

  @Test
  void allThatIsDueLeavesTogetherAndNothingThatIsNot() throws Exception {
    Pacer pacer = pacer(1000);
    assertThat(sequences(next(pacer))).containsExactly(1L);

    nanos.addAndGet(3 * MILLI);

    assertThat(sequences(next(pacer))).containsExactly(2L, 3L, 4L);
  }

  @Test
  void anEventThatIsNotWrittenYetHoldsNothingBack() throws Exception {
    Pacer pacer = pacer(1000);
    next(pacer);
    nanos.addAndGet(3 * MILLI);
    ready.set(false);

    assertThat(sequences(next(pacer))).containsExactly(2L);
  }

  @Test
  void afterAStallThereIsNoBurstAndTheClockMovesOnByTheStall() throws Exception {
    Pacer pacer = pacer(100);
    next(pacer);

    nanos.addAndGet(10_000 * MILLI);

    List<Event> second = next(pacer);
    assertThat(sequences(second)).containsExactly(2L);
    assertThat(second.getFirst().timestamp()).isEqualTo(START.plusMillis(10_000));
    nanos.addAndGet(10 * MILLI);
    List<Event> third = next(pacer);
    assertThat(sequences(third)).containsExactly(3L);
    assertThat(third.getFirst().timestamp()).isEqualTo(START.plusMillis(10_010));
  }

  @Test
  void aStoryThatWritingAloneHoldsUpGoesOnByATickEachTime() throws Exception {
    Pacer pacer = pacer(100_000);
    next(pacer);

    for (int i = 0; i < 3; i++) {
      // To write to so many clients takes so long.
      nanos.addAndGet(300 * MILLI);
      assertThat(next(pacer)).hasSizeBetween(99, 101);
    }
  }

  @Test
  void aStoryBeginsWhenItsFirstEventIsThere() throws Exception {
    Pacer pacer = pacer(100);
    nanos.addAndGet(200 * MILLI);

    assertThat(next(pacer).getFirst().timestamp()).isEqualTo(START.plusMillis(200));
    nanos.addAndGet(10 * MILLI);
    List<Event> second = next(pacer);
    assertThat(sequences(second)).containsExactly(2L);
    assertThat(second.getFirst().timestamp()).isEqualTo(START.plusMillis(210));
  }

  @Test
  void aHiccupIsMadeGoodAtNoMoreThanTwiceTheRate() throws Exception {
    Pacer pacer = pacer(1000);
    next(pacer);

    nanos.addAndGet(100 * MILLI);

    // 100 events are late; two milliseconds may carry four.
    assertThat(sequences(next(pacer))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(sequences(next(pacer))).containsExactly(6L, 7L, 8L, 9L);
  }

  @Test
  void whatIsDueTogetherLeavesTogetherThoughItIsLate() throws Exception {
    Pacer pacer = pacer(100);
    next(pacer);

    nanos.addAndGet(25 * MILLI);

    // On a machine that is too slow for its streams, so that it has fewer to write.
    assertThat(sequences(next(pacer))).containsExactly(2L, 3L);
  }

  /// How many events left at a time, while the clock goes on by a millisecond at a time.
  private List<Integer> together(Pacer pacer, int millis) throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < millis; i++) {
      nanos.addAndGet(MILLI);
      List<Event> released = new ArrayList<>();
      pacer.poll(told -> released.add(told.event()));
      if (!released.isEmpty()) {
        sizes.add(released.size());
      }
    }
    return sizes;
  }

  @Test
  void onAMachineThatIsTooSlowEventsLeaveTogetherUntilItNoLongerIs() throws Exception {
    Pacer pacer = pacer(100);
    next(pacer);
    assertThat(together(pacer, 1000)).containsOnly(1);

    beLate(pacer);

    assertThat(together(pacer, 1000)).hasSize(25).endsWith(4, 4, 4, 4, 4, 4, 4, 4);
    assertThat(together(pacer, 125_000)).contains(2).endsWith(1, 1, 1, 1);
  }

  private void beLate(Pacer pacer) throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      nanos.addAndGet(40 * MILLI);
      next(pacer);
    }
  }

  @Test
  void aSlowWriterIsNoReasonToLeaveTogether() throws Exception {
    immediate.set(false);
    Pacer pacer = pacer(100);
    next(pacer);

    beLate(pacer);

    assertThat(together(pacer, 1000)).endsWith(1, 1, 1, 1);
  }

  @Test
  void aHiccupIsNoReasonToLeaveTogether() throws Exception {
    Pacer pacer = pacer(1000);
    next(pacer);

    nanos.addAndGet(200 * MILLI);
    while (next(pacer).getLast().sequence() < 600) {
      nanos.addAndGet(2 * MILLI);
    }

    assertThat(together(pacer, 1000)).containsOnly(1);
  }

  @Test
  void aHiccupDoesNotSpreadABurst() throws Exception {
    // Within a burst events come ten times as close as on average.
    Timeline bursts =
        StoryTimeline.open(
            NarrativeReader.parse(
                "n", "n.md", "---\nrate: 1000\narrival: { bursts: 10000 }\n---\nProse."),
            Telling.PLAIN,
            1,
            source,
            START);
    Pacer pacer = new Pacer(bursts, Clock.fixed(START, ZoneOffset.UTC), nanos::get);
    next(pacer);

    nanos.addAndGet(10 * MILLI);

    assertThat(next(pacer)).hasSize(20);
  }

  @Test
  void nothingDriftsOverAMillionEvents() throws Exception {
    Pacer pacer = pacer(100_000);
    List<Event> all = new ArrayList<>();
    while (all.size() < 1_000_000) {
      all.addAll(next(pacer));
      nanos.addAndGet(MILLI);
    }

    Event last = all.get(999_999);
    assertThat(last.epochNanos() - all.getFirst().epochNanos()).isEqualTo(999_999L * 10_000);
  }

  @Test
  void aNewRateShowsAtOnceAndHoldsFromTheNextEvent() throws Exception {
    Pacer pacer =
        new Pacer(
            timeline(0.01), Clock.fixed(START, ZoneOffset.UTC), () -> nanos.addAndGet(10_000));
    next(pacer);

    pacer.rate(1000);

    assertThat(pacer.progress().rate()).isEqualTo(1000);
    List<Event> second = next(pacer);
    assertThat(sequences(second)).containsExactly(2L);
    assertThat(second.getFirst().timestamp()).isBefore(START.plusMillis(100));
  }

  @Test
  void theEndIsAnEmptyBatch() throws Exception {
    Timeline two =
        StoryTimeline.open(
            NarrativeReader.parse("n", "n.md", "---\ncount: 2\n---\nProse."),
            Telling.PLAIN,
            1,
            source,
            START);
    Pacer pacer = new Pacer(two, Clock.fixed(START, ZoneOffset.UTC), nanos::get);
    assertThat(next(pacer)).hasSize(1);
    nanos.addAndGet(1000 * MILLI);
    assertThat(next(pacer)).hasSize(1);

    assertThat(next(pacer)).isEmpty();
  }
}
