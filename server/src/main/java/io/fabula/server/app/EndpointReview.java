package io.fabula.server.app;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import io.fabula.generator.template.Vocabulary;
import io.fabula.server.config.EndpointConfig;
import io.fabula.server.interactive.InteractiveEndpoint;
import io.fabula.server.interactive.Surroundings;
import io.fabula.server.replay.TransformFile;
import io.fabula.server.room.LocalRooms;
import io.fabula.server.script.Limits;
import io.fabula.server.script.Scripts;
import io.fabula.server.shared.LocalState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Finds out without a server whether endpoints can be made, their scripts above all.
public final class EndpointReview {
  private EndpointReview() {}

  /// What would keep a server from starting.
  public static List<Problem> faults(List<EndpointConfig> endpoints) throws InterruptedException {
    List<Problem> faults = new ArrayList<>();
    try (Scripts scripts = Scripts.open(Limits.DEFAULT)) {
      Surroundings nowhere =
          new Surroundings(
              Vocabulary.plain(),
              new LocalRooms(),
              new LocalState(),
              scripts,
              () -> 0,
              Clock.systemUTC(),
              () -> 0,
              1);
      for (EndpointConfig endpoint : endpoints) {
        try {
          switch (endpoint) {
            case EndpointConfig.Interactive interactive ->
                InteractiveEndpoint.compile(interactive.features(), interactive.initial(), nowhere);
            case EndpointConfig.Replay replay ->
                replay.transform().ifPresent(file -> TransformFile.open(file, scripts));
            case EndpointConfig.Echo _, EndpointConfig.Stream _ -> {}
          }
        } catch (InvalidDocumentException e) {
          faults.addAll(e.problems());
        }
      }
    }
    return faults;
  }
}
