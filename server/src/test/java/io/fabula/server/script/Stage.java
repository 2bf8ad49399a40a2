package io.fabula.server.script;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A scene for tests: one connection, and functions that write down that they were called.
///
/// @param functions what they answer, by their names
record Stage(
    Caller caller,
    Optional<String> message,
    Optional<String> binary,
    State state,
    List<String> called,
    Map<String, Function> functions)
    implements Scene {

  /// A function of the scene.
  interface Function {
    Optional<Datum> call(List<Datum> arguments) throws InterruptedException;
  }

  static final Vocabulary WORDS =
      Vocabulary.NONE
          .with("rooms.join", "rooms.leave", "rooms.members", "broadcast", "send", "close")
          .awaiting("shared.get", "shared.incr");

  /// A new connection.
  static Stage of(String id) {
    return new Stage(
        Caller.of(id, "/chat", Map.of("User-Agent", "test")),
        Optional.empty(),
        Optional.empty(),
        State.empty(),
        new CopyOnWriteArrayList<>(),
        Map.of());
  }

  /// The same connection says something.
  Stage saying(String text) {
    return new Stage(caller, Optional.of(text), Optional.empty(), state, called, functions);
  }

  /// The same connection says something binary.
  Stage sayingBytes(String base64) {
    return new Stage(caller, Optional.empty(), Optional.of(base64), state, called, functions);
  }

  /// Another function.
  Stage where(String name, Function function) {
    Map<String, Function> more = new java.util.HashMap<>(functions);
    more.put(name, function);
    return new Stage(caller, message, binary, state, called, more);
  }

  Stage remembering(String json) {
    return new Stage(caller, message, binary, State.of(json), called, functions);
  }

  @Override
  public Optional<Datum> call(String function, List<Datum> arguments) throws InterruptedException {
    called.add(function + arguments.stream().map(Datum::wire).toList());
    Function known = functions.get(function);
    return known == null ? Optional.empty() : known.call(arguments);
  }
}
