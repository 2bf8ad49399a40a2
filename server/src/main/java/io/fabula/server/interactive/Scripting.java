package io.fabula.server.interactive;

import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.room.Rooms;
import io.fabula.server.script.Code;
import io.fabula.server.script.Condition;
import io.fabula.server.script.Datum;
import io.fabula.server.script.Outcome;
import io.fabula.server.script.Script;
import io.fabula.server.script.ScriptException;
import io.fabula.server.script.Scripts;
import io.fabula.server.shared.SharedState;
import java.util.ArrayList;
import java.util.List;

/// Compiles and runs the scripts of interactive endpoints. For any thread.
final class Scripting {
  private final Scripts scripts;
  private final Rooms rooms;
  private final SharedState shared;

  Scripting(Surroundings surroundings) {
    this.scripts = surroundings.scripts();
    this.rooms = surroundings.rooms();
    this.shared = surroundings.shared();
  }

  Script handler(Code code) throws InterruptedException {
    return scripts.handler(code, ClientScene.WORDS);
  }

  Condition condition(Code code) throws InterruptedException {
    return scripts.condition(code, ClientScene.WORDS);
  }

  /// Whether a condition holds.
  ///
  /// @throws ScriptException where it fails
  boolean holds(Condition condition, Dialogue client, Heard message) throws InterruptedException {
    return condition.holds(scene(client, Utterance.text(message.text())));
  }

  /// Runs a script and says what it returns. What goes wrong costs the client an answer that says
  /// so, and nobody else anything.
  void answer(Script script, Dialogue client, Utterance message) throws InterruptedException {
    ClientScene scene = scene(client, message);
    try {
      for (Frames frames : said(script.call(scene))) {
        client.answer(frames);
      }
    } catch (ScriptException e) {
      failed(e, client);
    }
    scene.ending().ifPresent(client::end);
  }

  /// Runs a script and gives what it returns.
  ///
  /// @param endings gets what the script wants the connection to end with, whether or not it fails
  /// @throws ScriptException where it fails
  Outcome result(Script script, Dialogue client, Utterance message, List<Ending> endings)
      throws InterruptedException {
    ClientScene scene = scene(client, message);
    try {
      return script.call(scene);
    } finally {
      scene.ending().ifPresent(endings::add);
    }
  }

  /// Runs a script on a connection that is about to end. What it sends and returns becomes part of
  /// the last words.
  ///
  /// @throws ScriptException where it fails; what it has sent by then is in `words`
  void part(Script script, Dialogue client, List<Frames> words) throws InterruptedException {
    LastWords last = new LastWords(client.outbox());
    try {
      Outcome outcome =
          script.call(new ClientScene(client, Utterance.NONE, rooms, shared, last::add));
      said(outcome).forEach(last::add);
    } finally {
      words.addAll(last.taken());
    }
  }

  /// What is still said, within the bound of what may wait for a client. For any thread.
  private static final class LastWords {
    private final long most;
    private final List<Frames> words = new ArrayList<>();
    private long weight;

    private LastWords(long most) {
      this.most = most;
    }

    synchronized void add(Frames frames) {
      if (weight + frames.weight() <= most) {
        weight += frames.weight();
        words.add(frames);
      }
    }

    synchronized List<Frames> taken() {
      return List.copyOf(words);
    }
  }

  /// Says that a script failed, and writes down where.
  void failed(ScriptException failure, Dialogue client) {
    client.failed(String.valueOf(failure.getMessage()));
    // Not waiting for room: the script may have closed the connection of a client that takes
    // nothing.
    client.offer(Frames.text(Errors.json("Script failed", failure.reason())));
  }

  static List<Frames> said(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing() -> List.of();
      case Outcome.Answers(var values) -> values.stream().map(Scripting::frames).toList();
    };
  }

  private static Frames frames(Datum value) {
    return value instanceof Datum.Binary binary
        ? Frames.binary(binary.bytes())
        : Frames.text(value.wire());
  }

  private ClientScene scene(Dialogue client, Utterance message) {
    return new ClientScene(client, message, rooms, shared, client::offer);
  }
}
