package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabula.server.config.feature.Feature;

/// Says something to each client again and again.
record ScheduledPart(Feature.Scheduled said) implements Part {
  @Override
  public void arrived(Dialogue client) {
    client.later(
        0,
        () -> {
          Timetable times = Timetable.now(said.interval());
          while (!client.isGone()) {
            times.await();
            client.answer(said.message(), MissingNode.getInstance());
          }
        });
  }
}
