package io.fabula.server.script;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A script that is run before all others, for the engine to load its classes. A call would else be
/// charged for that, and stopped although it does little.
final class Rehearsal implements Scene {
  static final Duration TIME = Duration.ofSeconds(30);
  private static final long MEMORY = 4L << 30;

  private final Caller caller = Caller.of("rehearsal", "/", Map.of("host", "localhost"));
  private final State state = State.empty();

  private Rehearsal() {}

  /// The call to be made. Nobody waits for it: if it fails the engine is as ready as it could be
  /// made.
  static Call call(Scripts scripts, Limits limits) {
    Limits patient =
        new Limits(
            limits.statements(),
            TIME,
            MEMORY,
            limits.calls(),
            limits.output(),
            limits.answers(),
            limits.nesting());
    return new Call(script(scripts), new Rehearsal(), patient);
  }

  static Script script(Scripts scripts) {
    Code code = Code.file("rehearsal.js", Realm.text("rehearsal.js"));
    return new Script(code, Form.HANDLER, Vocabulary.NONE, scripts);
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Optional<String> message() {
    return Optional.of("{\"type\":\"rehearsal\",\"price\":1.50,\"list\":[1,{\"a\":null}]}");
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Optional<Datum> call(String function, List<Datum> arguments) {
    return Optional.empty();
  }
}
