package io.fabula.bench.scenario;

import io.fabula.bench.client.Crowd;
import io.fabula.bench.client.DeadlineLoop;
import io.fabula.bench.client.Samples;
import io.fabula.bench.process.MachineTime;
import java.io.IOException;
import java.net.URI;

/// How one client of a steady rate was served, and what the machine did meanwhile.
///
/// @param schedule when its events were due and when they came
/// @param bare how late a bare deadline loop was
/// @param taken percent of the processors' time in which they had work and a host ran others on
///   them
record Paced(Schedule schedule, Samples bare, double taken) {
  /// Where a hundredth of the time is taken, the last hundredth of all events is late by that.
  private static final double CALM = 0.5;

  private static final int TRIES = 3;

  /// Measures one client for so long.
  static Paced measure(URI uri, double rate, long nanos) throws IOException, InterruptedException {
    Schedule schedule = new Schedule(rate);
    MachineTime start = MachineTime.now();
    // What comes is read from the first moment on.
    try (DeadlineLoop loop = DeadlineLoop.start();
        Crowd crowd = Crowd.connect(_ -> uri, 1, 1, schedule)) {
      crowd.receive(nanos);
      crowd.allMustBeThere();
      return new Paced(schedule, loop.end(), MachineTime.now().stolenSince(start));
    }
  }

  /// The same, once more where the machine was not left alone, and then again: of these the one of
  /// which least was taken.
  static Paced calmest(URI uri, double rate, long nanos) throws IOException, InterruptedException {
    Paced calmest = measure(uri, rate, nanos);
    for (int i = 1; i < TRIES && calmest.taken > CALM; i++) {
      Paced next = measure(uri, rate, nanos);
      calmest = next.taken < calmest.taken ? next : calmest;
    }
    return calmest;
  }
}
