package io.fabula.generator.story;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.Arrival;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/// Says when each event of a story is due and in which phase. Events are counted in intervals, the
/// time in which one is due on average, and a count becomes a due time in closed form from the
/// start of a stretch of constant or steadily changing rate: never by adding up times, so that they
/// do not drift; and by exactly rounded arithmetic or [StrictMath] only, so that they are the same
/// on every machine. At constant intervals the count goes up by one from event to event, else by
/// what is drawn, and so ramps and phases hold for each kind of arrival. For one thread.
///
/// A phase lasts its `for`; after the last phase the first comes again, unless the last one has no
/// `for`: then it lasts until the story ends. What is left of an interval when a phase ends is
/// waited for in the next.
public final class StoryClock {
  private static final long MOST_AHEAD = 100_000;

  /// Later than this, due times would no longer fit into 64 bits of nanoseconds.
  private static final long LATEST = 1L << 62;

  /// Gaps that are drawn one by one on the way to a moment far off.
  private static final int MOST_DRAWN = 1_000;

  private final long startNanos;
  private final Dice dice;
  private final long lastSequence;
  private final long endNanos;
  private Course course;
  private long shiftNanos;

  private long sequence;
  private long offset;
  private int phase = -1;

  private Stretch stretch;
  private Arrival arrival;
  private boolean steady;

  // The next event is due when `carry + taken` events of the stretch have happened. At constant
  // intervals only the second moves on, which is exact.
  private double carry;
  private long taken;

  private StoryClock(Course course, long startNanos, Dice dice, long lastSequence, long endNanos) {
    this.course = course;
    this.startNanos = startNanos;
    this.dice = dice;
    this.lastSequence = lastSequence;
    this.endNanos = endNanos;
    this.phase = course.phases().isEmpty() ? -1 : 0;
    this.stretch = phase < 0 ? course.whole() : course.phase(0, 0, 0);
    this.arrival = course.arrival(phase);
    this.steady = arrival instanceof Arrival.Constant;
  }

  /// A copy to look ahead with.
  private StoryClock(StoryClock other) {
    course = other.course;
    startNanos = other.startNanos;
    dice = other.dice.copy();
    lastSequence = other.lastSequence;
    endNanos = other.endNanos;
    shiftNanos = other.shiftNanos;
    sequence = other.sequence;
    offset = other.offset;
    phase = other.phase;
    stretch = other.stretch;
    arrival = other.arrival;
    steady = other.steady;
    carry = other.carry;
    taken = other.taken;
  }

  /// A clock for one telling, before its first event, which is due at the start.
  ///
  /// @param fixedRate events a second at constant intervals, whatever the narrative says
  /// @param start when the first event is due
  /// @param seed the telling's: the same seed, the same due times
  public static StoryClock of(
      Narrative narrative, OptionalDouble fixedRate, Instant start, long seed) {
    return of(narrative, fixedRate, start, seed, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /// A clock for a telling that has an end.
  ///
  /// @param lastSequence the number of its last event
  /// @param endNanos no event is due then or later, from the start of the story
  static StoryClock of(
      Narrative narrative,
      OptionalDouble fixedRate,
      Instant start,
      long seed,
      long lastSequence,
      long endNanos) {
    long nanos =
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    return new StoryClock(
        Course.of(narrative, fixedRate), nanos, Dice.of(seed, "arrival"), lastSequence, endNanos);
  }

  /// A clock that stands where this one does and goes on as this one would, to look ahead with.
  public StoryClock copy() {
    return new StoryClock(this);
  }

  /// Moves on to the next event.
  public void advance() {
    while (true) {
      Stretch now = stretch;
      long due = now.due(carry + taken);
      if (due < now.until()) {
        sequence++;
        offset = due;
        if (steady) {
          taken++;
        } else {
          carry += Gaps.next(arrival, dice);
        }
        return;
      }
      passPhase();
      skipCycles((long) (carry / course.cycleEvents()));
    }
  }

  /// Goes over to the next phase with what is left of the interval.
  private void passPhase() {
    long end = stretch.until();
    double left = Math.max(0, carry + taken - stretch.eventsAt(end));
    int next = (phase + 1) % course.phases().size();
    enter(next, course.phase(next, end, stretch.rateAt(end)), left);
  }

  /// A wait that is longer than all phases together goes round with them so many times. To be
  /// called where a phase has just been passed: then all rounds are alike.
  private void skipCycles(long rounds) {
    if (rounds > 0) {
      stretch = stretch.shifted(rounds * course.cycleNanos());
      carry = Math.max(0, carry - rounds * course.cycleEvents());
    }
  }

  private void enter(int index, Stretch next, double left) {
    phase = index;
    arrival = course.arrival(index);
    steady = arrival instanceof Arrival.Constant;
    goOn(next, left);
  }

  private void goOn(Stretch next, double left) {
    stretch = next;
    carry = left;
    taken = 0;
  }

  /// Time goes on for some intervals in which nothing happens: the same event, due later.
  public void passOver(long intervals) {
    if (steady) {
      taken += intervals - 1;
    } else {
      carry += Gaps.sum(arrival, dice, intervals - 1);
    }
    advance();
    sequence--;
  }

  /// Time goes on in which nothing happens: the same event, due at the first interval that begins
  /// at `offsetNanos` of the story or later. Where that has passed already nothing changes. How far
  /// it is does not matter to how long this takes.
  public void passUntil(long offsetNanos) {
    if (offsetNanos <= offset) {
      return;
    }
    long there = Math.min(offsetNanos, LATEST);
    while (there >= stretch.until()) {
      skipTo(stretch.until());
      passPhase();
      // The last round is gone through phase by phase.
      skipUnheard((there - stretch.from()) / course.cycleNanos() - 1);
    }
    skipTo(there);
    advance();
    sequence--;
  }

  /// Moves the next event to the first interval of this stretch that begins at `there` or later.
  private void skipTo(long there) {
    double happened = stretch.eventsAt(Math.max(there, stretch.from()));
    if (steady) {
      // Up to rounding, of which no more than one interval can come.
      taken = Math.max(taken, (long) Math.ceil(happened - carry) - 2);
      while (stretch.due(carry + taken) < there) {
        taken++;
      }
      return;
    }
    for (int drawn = 0; stretch.due(carry) < there; drawn++) {
      carry =
          drawn < MOST_DRAWN
              ? carry + Gaps.next(arrival, dice)
              : Math.max(carry, happened) + Gaps.rest(arrival, dice);
    }
  }

  /// As [#skipCycles], but what is due on the way is passed over.
  private void skipUnheard(long rounds) {
    if (rounds <= 0) {
      return;
    }
    double happened = rounds * course.cycleEvents();
    stretch = stretch.shifted(rounds * course.cycleNanos());
    if (carry >= happened) {
      carry -= happened;
    } else if (course.steadyThroughout()) {
      carry = Math.ceil(happened - carry) - (happened - carry);
    } else {
      carry = Gaps.rest(arrival, dice);
    }
  }

  /// The event's number, from 1; 0 before the first.
  public long sequence() {
    return sequence;
  }

  /// The number of the telling's last event; [Long#MAX_VALUE] where no count ends it.
  public long lastSequence() {
    return lastSequence;
  }

  /// No event of the telling is due at this offset or later; [Long#MAX_VALUE] where no duration
  /// ends it.
  public long endNanos() {
    return endNanos;
  }

  /// When the event is due, from the start of the story, standstills not counted.
  public long offsetNanos() {
    return offset;
  }

  /// When the event is due, in nanoseconds since 1970.
  public long epochNanos() {
    return startNanos + shiftNanos + offset;
  }

  /// Index of the phase in the narrative, -1 where it has none.
  public int phase() {
    return phase;
  }

  public Optional<Phase> currentPhase() {
    return phase < 0 ? Optional.empty() : Optional.of(course.phases().get(phase));
  }

  /// The phase in which the event will be told that comes so many events after this one, as things
  /// stand.
  public Optional<Phase> phaseAfter(long events) {
    if (course.phases().size() < 2) {
      return currentPhase();
    }
    StoryClock ahead = copy();
    for (long i = Math.min(events, MOST_AHEAD); i > 0; i--) {
      ahead.advance();
    }
    return ahead.currentPhase();
  }

  /// Events a second at this moment, on average.
  public double rate() {
    return stretch.rateAt(offset);
  }

  /// Events a second where they come thick and fast at this moment.
  public double peakRate() {
    return rate() * Gaps.density(arrival);
  }

  /// Time passes in which the story stands still.
  public void shift(long nanos) {
    shiftNanos += nanos;
  }

  /// When the next event will be due, in nanoseconds since 1970, as things stand.
  public long nextEpochNanos() {
    long due = stretch.due(carry + taken);
    if (due < stretch.until()) {
      return startNanos + shiftNanos + due;
    }
    StoryClock ahead = copy();
    ahead.advance();
    return ahead.epochNanos();
  }

  /// From `epochNanos` on, this rate at constant intervals, but never from before the latest event
  /// on. What part of the wait for the next event has passed counts as passed.
  public void fixRate(double perSecond, long epochNanos) {
    course = course.steadily();
    rateFrom(epochNanos - startNanos - shiftNanos, perSecond);
  }

  /// From this event on, this rate in all phases; events arrive as they did.
  public void changeRate(double perSecond) {
    rateFrom(offset, perSecond);
  }

  private void rateFrom(long earliest, double perSecond) {
    long now = Math.max(Math.max(stretch.from(), offset), earliest);
    double left = Math.max(0, carry + taken - stretch.eventsAt(now));
    while (now >= stretch.until()) {
      // Nobody has asked for events since: phases may have passed.
      passPhase();
    }
    course = course.atRate(perSecond);
    Stretch next = new Stretch(now, stretch.until(), perSecond, perSecond, 0);
    enter(
        phase, next, course.arrival(phase) instanceof Arrival.Constant ? Math.min(1, left) : left);
  }

  /// Goes to a phase now; the next event comes one interval from the current one.
  public void jump(String phaseName) {
    for (int i = 0; i < course.phases().size(); i++) {
      if (course.phases().get(i).name().equals(phaseName)) {
        enter(i, course.phase(i, offset, rate()), Gaps.next(course.arrival(i), dice));
      }
    }
  }
}
