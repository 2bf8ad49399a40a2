package io.fabula.bench.micro;

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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What a call of a script costs whoever makes it, the way to the scripts' thread and back
/// included: one caller that calls one after the other. The options are those that `./fabula` gives
/// for scripts. The engine of scripts is an interpreter that the JIT takes its time for: after
/// three seconds calls still become faster.
@org.openjdk.jmh.annotations.State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgs = {
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dpolyglotimpl.AttachLibraryFailureAction=ignore"
    })
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // open() is called first.
public class ScriptBench {
  private static final Place PLACE = new Place("bench", 1, 1);
  private static final Vocabulary WORDS = Vocabulary.NONE.with("send").awaiting("shared.get");
  private static final String MESSAGE =
      """
      {"type":"message","id":17,"room":"red","user":{"name":"Ann","roles":["admin","author"]},\
      "body":"a message of the usual length, as people write them","sizes":[1,2,3,4,5]}\
      """;

  @Param private Kind kind;

  private Scripts scripts;
  private Call call;

  /// What is called.
  public enum Kind {
    TRANSFORM_A_FIELD_MORE,
    TRANSFORM_NO_CHANGE,
    HANDLER,
    HANDLER_WITH_STATE,
    HANDLER_THAT_AWAITS,
    LOOP_OF_1000,
    CONDITION
  }

  /// One call, and how much comes out.
  private interface Call {
    long make() throws InterruptedException;
  }

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

  /// The scripts are compiled.
  @Setup
  public void open() throws InterruptedException {
    scripts = Scripts.open(Limits.DEFAULT);
    call =
        switch (kind) {
          case TRANSFORM_A_FIELD_MORE -> transform("msg.client_id = connection.id; return msg");
          case TRANSFORM_NO_CHANGE -> transform("return message");
          case HANDLER -> handler("return {type: 'response', id: message.id, at: Date.now()}");
          case HANDLER_WITH_STATE -> handler("state.n = (state.n || 0) + 1; return {n: state.n}");
          case HANDLER_THAT_AWAITS -> handler("return {count: await shared.get('count') || 0}");
          case LOOP_OF_1000 ->
              handler("let sum = 0; for (let i = 0; i < 1000; i++) { sum += i } return sum");
          case CONDITION -> condition("message.type === 'message'");
        };
  }

  /// Their threads end.
  @TearDown
  public void close() {
    scripts.close();
  }

  /// One call.
  @Benchmark
  public long call() throws InterruptedException {
    return call.make();
  }

  private Call transform(String text) throws InterruptedException {
    Transform transform = scripts.transform(line(text), Vocabulary.NONE);
    Client client = client();
    return () -> length(transform.of(client));
  }

  private Call handler(String text) throws InterruptedException {
    Script handler = scripts.handler(line(text), WORDS);
    Client client = client();
    return () -> length(handler.call(client));
  }

  private Call condition(String text) throws InterruptedException {
    Condition condition = scripts.condition(line(text), WORDS);
    Client client = client();
    return () -> condition.holds(client) ? 1 : 0;
  }

  private static Client client() {
    return new Client(Caller.of("conn-1", "/bench", Map.of("Host", "localhost")), State.empty());
  }

  private static Code line(String text) {
    return Code.line("bench", text, PLACE);
  }

  private static long length(Transform.Change change) {
    return switch (change) {
      case Transform.Change.None() -> MESSAGE.length();
      case Transform.Change.Into(List<Datum> values) -> length(values);
    };
  }

  private static long length(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing() -> 0;
      case Outcome.Answers(List<Datum> values) -> length(values);
    };
  }

  private static long length(List<Datum> values) {
    return values.stream().mapToLong(value -> value.wire().length()).sum();
  }
}
