package io.fabula.generator.story;

import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Says when each event of a story is due and in which phase. Due times are computed in closed form
/// from the start of a stretch of constant or steadily changing rate, never by adding up intervals,
/// so that they do not drift; and by exactly rounded arithmetic only (`+ - * /` and the square
/// root), so that they are the same on every machine. For one thread.
///
/// A phase lasts its `for`; after the last phase the first comes again, unless the last one has no
/// `for`: then it lasts until the story ends.
public final class StoryClock {
  private static final long MOST_AHEAD = 100_000;
  private static final double NANOS = 1e9;
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Phase> phases;
  private final double narrativeRate;
  private OptionalDouble fixedRate;
  private final long startNanos;
  private long shiftNanos;

  private long sequence;
  private long offset;
  private int phase = -1;

  // The stretch under way: from `from` the rate goes from r0 to r1 within `ramp` seconds, then
  // stays.
  private long from;
  private long until = NEVER;
  private double r0;
  private double r1;
  private double ramp;
  // Events of this stretch already taken, and what part of one the stretch before had left over.
  private long taken;
  private double carry;

  private StoryClock(
      List<Phase> phases, double narrativeRate, OptionalDouble fixedRate, long startNanos) {
    this.phases = phases;
    this.narrativeRate = narrativeRate;
    this.fixedRate = fixedRate;
    this.startNanos = startNanos;
    if (phases.isEmpty()) {
      r0 = fixedRate.orElse(narrativeRate);
      r1 = r0;
    } else {
      enter(0, 0, 0);
    }
  }

  /// A copy to look ahead with.
  private StoryClock(StoryClock other) {
    phases = other.phases;
    narrativeRate = other.narrativeRate;
    fixedRate = other.fixedRate;
    startNanos = other.startNanos;
    shiftNanos = other.shiftNanos;
    sequence = other.sequence;
    offset = other.offset;
    phase = other.phase;
    from = other.from;
    until = other.until;
    r0 = other.r0;
    r1 = other.r1;
    ramp = other.ramp;
    taken = other.taken;
    carry = other.carry;
  }

  /// A clock for one telling, before its first event.
  ///
  /// @param fixedRate events a second, whatever the phases say
  /// @param start when the first event is due
  public static StoryClock of(Narrative narrative, OptionalDouble fixedRate, Instant start) {
    long nanos =
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    return new StoryClock(narrative.phases(), narrative.rate(), fixedRate, nanos);
  }

  /// Moves on to the next event.
  public void advance() {
    while (true) {
      double wanted = carry + taken;
      long due = from + Math.round(timeOf(wanted) * NANOS);
      if (due < until) {
        taken++;
        sequence++;
        offset = due;
        return;
      }
      double left = wanted - countAt((until - from) / NANOS);
      double before = rateAt((until - from) / NANOS);
      r0 = before;
      enter((phase + 1) % phases.size(), until, Math.max(0, left));
    }
  }

  /// Time goes on for some intervals in which nothing happens: the same event, due later.
  public void passOver(long intervals) {
    taken += intervals - 1;
    advance();
    sequence--;
  }

  /// Time goes on until an instant, from the start of the story: the same event, due then or at the
  /// first interval after it.
  public void passUntil(long offsetNanos) {
    while (offset < offsetNanos) {
      double most = (offsetNanos - offset) / NANOS * rate();
      passOver(Math.max(1, (long) (0.9 * most)));
    }
  }

  /// The event's number, from 1; 0 before the first.
  public long sequence() {
    return sequence;
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
    return phase < 0 ? Optional.empty() : Optional.of(phases.get(phase));
  }

  /// The phase in which the event will be told that comes so many events after this one, as things
  /// stand.
  public Optional<Phase> phaseAfter(long events) {
    if (phases.size() < 2) {
      return currentPhase();
    }
    StoryClock ahead = new StoryClock(this);
    for (long i = Math.min(events, MOST_AHEAD); i > 0; i--) {
      ahead.advance();
    }
    return ahead.currentPhase();
  }

  /// Events a second at this moment.
  public double rate() {
    return rateAt(Math.max(0, offset - from) / NANOS);
  }

  /// Time passes in which the story stands still.
  public void shift(long nanos) {
    shiftNanos += nanos;
  }

  /// When the next event will be due, in nanoseconds since 1970, as things stand.
  public long nextEpochNanos() {
    long due = from + Math.round(timeOf(carry + taken) * NANOS);
    if (due < until) {
      return startNanos + shiftNanos + due;
    }
    StoryClock ahead = new StoryClock(this);
    ahead.advance();
    return ahead.epochNanos();
  }

  /// From `epochNanos` on, this constant rate, but never from before the latest event on. What part
  /// of the wait for the next event has passed counts as passed.
  public void fixRate(double perSecond, long epochNanos) {
    long now = Math.max(Math.max(from, offset), epochNanos - startNanos - shiftNanos);
    double left = Math.clamp(carry + taken - countAt((now - from) / NANOS), 0.0, 1.0);
    while (now >= until) {
      // Nobody has asked for events since: phases may have passed.
      enter((phase + 1) % phases.size(), until, 0);
    }
    fixedRate = OptionalDouble.of(perSecond);
    stretch(now, perSecond, perSecond, 0, left);
  }

  /// Goes to a phase now; the next event comes one interval from the current one.
  public void jump(String phaseName) {
    for (int i = 0; i < phases.size(); i++) {
      if (phases.get(i).name().equals(phaseName)) {
        r0 = rate();
        enter(i, offset, 1);
      }
    }
  }

  private void enter(int index, long start, double left) {
    Phase next = phases.get(index);
    double target = fixedRate.orElse(next.rate().orElse(narrativeRate));
    double seconds = fixedRate.isPresent() ? 0 : next.ramp().toNanos() / NANOS;
    phase = index;
    until = next.length().map(length -> later(start, length.toNanos())).orElse(NEVER);
    stretch(start, seconds == 0 ? target : r0, target, seconds, left);
  }

  private static long later(long start, long nanos) {
    return start > NEVER - nanos ? NEVER : start + nanos;
  }

  private void stretch(long start, double first, double last, double rampSeconds, double left) {
    from = start;
    r0 = first;
    r1 = last;
    ramp = rampSeconds;
    taken = 0;
    carry = left;
  }

  /// Seconds from the start of the stretch until `events` have happened.
  private double timeOf(double events) {
    double inRamp = (r0 + r1) / 2 * ramp;
    if (events >= inRamp) {
      return ramp + (events - inRamp) / r1;
    }
    if (events <= 0) {
      return 0;
    }
    double slope = (r1 - r0) / (2 * ramp);
    return 2 * events / (r0 + Math.sqrt(r0 * r0 + 4 * slope * events));
  }

  /// Events that have happened `seconds` after the start of the stretch.
  private double countAt(double seconds) {
    if (seconds >= ramp) {
      return (r0 + r1) / 2 * ramp + (seconds - ramp) * r1;
    }
    return r0 * seconds + (r1 - r0) / (2 * ramp) * seconds * seconds;
  }

  private double rateAt(double seconds) {
    return seconds >= ramp ? r1 : r0 + (r1 - r0) * seconds / ramp;
  }
}
