package io.fabula.bench;

import io.fabula.generator.document.Place;
import io.fabula.server.script.Caller;
import io.fabula.server.script.Code;
import io.fabula.server.script.Condition;
import io.fabula.server.script.Datum;
import io.fabula.server.script.Limits;
import io.fabula.server.script.Outcome;
import io.fabula.server.script.Scene;
import io.fabula.server.script.Script;
import io.fabula.server.script.Scripts;
import io.fabula.server.script.State;
import io.fabula.server.script.Transform;
import io.fabula.server.script.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a call of a script costs whoever makes it, the way to the scripts' thread and back
/// included. An event is a call; bytes are those that come out.
public final class ScriptBench {
  private static final Place PLACE = new Place("bench", 1, 1);
  private static final int BLOCK = 500;
  private static final Vocabulary WORDS = Vocabulary.NONE.with("send").awaiting("shared.get");
  private static final String MESSAGE =
      """
      {"type":"message","id":17,"room":"red","user":{"name":"Ann","roles":["admin","author"]},\
      "body":"a message of the usual length, as people write them","sizes":[1,2,3,4,5]}""";

  private ScriptBench() {}

  /// A connection that has said something.
  private record Client(Caller caller, State state) implements Scene {
    @Override
    public Optional<String> message() {
      return Optional.of(MESSAGE);
    }

    @Override
    public Optional<Datum> call(String function, List<Datum> arguments) {
      return Optional.of(Datum.json("41"));
    }
  }

  /// Measures each kind of script.
  public static void main(String[] arguments) throws InterruptedException {
    Client client =
        new Client(Caller.of("conn-1", "/bench", Map.of("Host", "localhost")), State.empty());
    long start = System.nanoTime();
    try (Scripts scripts = Scripts.open(Limits.DEFAULT)) {
      Transform transform =
          scripts.transform(line("msg.client_id = connection.id; return msg"), Vocabulary.NONE);
      length(transform.of(client));
      System.out.printf("first result after %d ms%n", (System.nanoTime() - start) / 1_000_000);
      System.out.println(Rounds.head());
      measure("transform, a field more", () -> length(transform.of(client)));
      Transform idle = scripts.transform(line("return message"), Vocabulary.NONE);
      measure("transform, no change", () -> length(idle.of(client)));
      String answer = "return {type: 'response', id: message.id, at: Date.now()}";
      measure("handler", scripts.handler(line(answer), WORDS), client);
      String counting = "state.n = (state.n || 0) + 1; return {n: state.n}";
      measure("handler with state", scripts.handler(line(counting), WORDS), client);
      String waiting = "return {count: await shared.get('count') || 0}";
      measure("handler that awaits", scripts.handler(line(waiting), WORDS), client);
      String looping = "let sum = 0; for (let i = 0; i < 1000; i++) { sum += i } return sum";
      measure("loop of 1,000", scripts.handler(line(looping), WORDS), client);
      Condition condition = scripts.condition(line("message.type === 'message'"), WORDS);
      Rounds.Result result =
          Rounds.measure(
              calls -> {
                long held = 0;
                for (int i = 0; i < calls; i++) {
                  held += condition.holds(client) ? 1 : 0;
                }
                return held;
              },
              BLOCK);
      System.out.println(result.row("condition"));
    }
  }

  private static Code line(String text) {
    return Code.line("bench", text, PLACE);
  }

  private static void measure(String name, Script script, Client client)
      throws InterruptedException {
    measure(name, () -> length(script.call(client)));
  }

  /// One call, and how many bytes come out.
  private interface Once {
    long call() throws InterruptedException;
  }

  private static void measure(String name, Once script) throws InterruptedException {
    Rounds.Result result =
        Rounds.measure(
            calls -> {
              long bytes = 0;
              for (int i = 0; i < calls; i++) {
                bytes += script.call();
              }
              return bytes;
            },
            BLOCK);
    System.out.println(result.row(name));
  }

  private static long length(Transform.Change change) {
    return switch (change) {
      case Transform.Change.None() -> MESSAGE.length();
      case Transform.Change.Into(List<Datum> values) ->
          values.stream().mapToLong(value -> value.wire().length()).sum();
    };
  }

  private static long length(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing() -> 0;
      case Outcome.Answers(List<Datum> values) ->
          values.stream().mapToLong(value -> value.wire().length()).sum();
    };
  }
}
