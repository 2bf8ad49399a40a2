package io.fabula.generator.story;

import io.fabula.generator.narrative.Arrival;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.Phase;
import java.util.List;
import java.util.OptionalDouble;

/// What is said of the rate and of arrivals: by the narrative, and above it by whoever asked for a
/// constant rate. Immutable.
final class Course {
  private static final double NANOS = 1e9;

  private final List<Phase> phases;
  private final double rate;
  private final Arrival arrival;
  private final OptionalDouble fixedRate;
  private final boolean steady;

  /// How long all phases last together, and how many events they have once the story has come round
  /// to them; endless where it never does.
  private final long cycleNanos;

  private final double cycleEvents;

  private Course(
      List<Phase> phases, double rate, Arrival arrival, OptionalDouble fixedRate, boolean steady) {
    this.phases = phases;
    this.rate = rate;
    this.arrival = arrival;
    this.fixedRate = fixedRate;
    this.steady = steady;
    long nanos = phases.isEmpty() ? Stretch.NEVER : 0;
    double events = 0;
    for (int i = 0; i < phases.size() && nanos != Stretch.NEVER; i++) {
      Stretch stretch = phase(i, 0, target((i + phases.size() - 1) % phases.size()));
      nanos = Stretch.later(nanos, stretch.until());
      events += stretch.eventsAt(stretch.until());
    }
    this.cycleNanos = nanos;
    this.cycleEvents = nanos == Stretch.NEVER ? Double.POSITIVE_INFINITY : events;
  }

  /// The course of a telling.
  ///
  /// @param fixedRate events a second at constant intervals, whatever the narrative says
  static Course of(Narrative narrative, OptionalDouble fixedRate) {
    return new Course(
        narrative.phases(),
        narrative.rate(),
        narrative.arrival(),
        fixedRate,
        fixedRate.isPresent());
  }

  /// The same course at another rate, which no phase changes any more.
  Course atRate(double perSecond) {
    return new Course(phases, rate, arrival, OptionalDouble.of(perSecond), steady);
  }

  /// The same course with constant intervals.
  Course steadily() {
    return new Course(phases, rate, arrival, fixedRate, true);
  }

  List<Phase> phases() {
    return phases;
  }

  /// The whole story, where it has no phases.
  Stretch whole() {
    double all = fixedRate.orElse(rate);
    return new Stretch(0, Stretch.NEVER, all, all, 0);
  }

  /// A phase that starts at `start`.
  ///
  /// @param before the rate until then
  Stretch phase(int index, long start, double before) {
    Phase phase = phases.get(index);
    double target = target(index);
    double ramp = fixedRate.isPresent() ? 0 : phase.ramp().toNanos() / NANOS;
    long until =
        phase.length().map(length -> Stretch.later(start, length.toNanos())).orElse(Stretch.NEVER);
    return new Stretch(start, until, ramp == 0 ? target : before, target, ramp);
  }

  private double target(int index) {
    return fixedRate.orElse(phases.get(index).rate().orElse(rate));
  }

  /// How events arrive in a phase.
  ///
  /// @param phase -1 where there are none
  Arrival arrival(int phase) {
    if (steady) {
      return new Arrival.Constant();
    }
    return phase < 0 ? arrival : phases.get(phase).arrival().orElse(arrival);
  }

  /// Whether all intervals are constant, in every phase.
  boolean steadyThroughout() {
    for (int i = phases.isEmpty() ? -1 : 0; i < phases.size(); i++) {
      if (!(arrival(i) instanceof Arrival.Constant)) {
        return false;
      }
    }
    return true;
  }

  long cycleNanos() {
    return cycleNanos;
  }

  double cycleEvents() {
    return cycleEvents;
  }
}
