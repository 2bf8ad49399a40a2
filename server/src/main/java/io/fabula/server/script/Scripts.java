package io.fabula.server.script;

import io.fabula.generator.document.InvalidDocumentException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compiles and runs scripts. Nothing of the engine is loaded before the first script is compiled.
/// For any thread; closed once, after the last call.
public final class Scripts implements AutoCloseable {
  /// For reading a long text on a machine that has just started.
  private static final Duration COMPILING = Duration.ofSeconds(10);

  private final Limits limits;
  private final Lanes lanes = new Lanes();
  private @Nullable Workers workers;
  private boolean closed;

  private Scripts(Limits limits) {
    this.limits = limits;
  }

  /// Scripts that are held to limits.
  ///
  /// @param limits of each call
  public static Scripts open(Limits limits) {
    return new Scripts(limits);
  }

  /// Compiles statements that answer a message: what they return is an answer, a list several.
  ///
  /// @throws InvalidDocumentException where the text is no JavaScript, with the place
  public Script handler(Code code, Vocabulary words) throws InterruptedException {
    return compiled(new Script(code, Form.HANDLER, words, this));
  }

  /// Compiles statements that change a message: what they return takes its place, a list as several
  /// messages, null as none; where they return nothing it goes on as they leave it. Or a module
  /// whose default export is a function of `msg` and `connection` that returns the same.
  ///
  /// @throws InvalidDocumentException where the text is no JavaScript, with the place
  public Transform transform(Code code, Vocabulary words) throws InterruptedException {
    try {
      return new Transform(compiled(new Script(code, Form.TRANSFORM, words, this)), this);
    } catch (InvalidDocumentException e) {
      if (!Form.looksLikeModule(code.text())) {
        throw e;
      }
      return new Transform(compiled(new Script(code, Form.MODULE, words, this)), this);
    }
  }

  /// Compiles an expression.
  ///
  /// @throws InvalidDocumentException where the text is no expression, with the place
  public Condition condition(Code code, Vocabulary words) throws InterruptedException {
    return new Condition(compiled(new Script(code, Form.CONDITION, words, this)), this);
  }

  private Script compiled(Script script) throws InterruptedException {
    workers().perform(new Call(script, null, limits.withTime(COMPILING)));
    return script;
  }

  Call.Result call(Script script, Scene scene, boolean remembers) throws InterruptedException {
    checkSize(script, scene);
    State state = scene.state();
    state.turn().lockInterruptibly();
    try {
      Call.Result result =
          lanes.run(state, () -> workers().perform(new Call(script, scene, limits)));
      String changed = result.state();
      if (changed != null && remembers) {
        state.remember(Optional.of(changed).filter(json -> !json.isEmpty()));
      }
      return result;
    } finally {
      state.turn().unlock();
    }
  }

  /// The engine bounds the strings that scripts make; none that comes in is longer.
  private void checkSize(Script script, Scene scene) {
    int size = scene.message().or(scene::binary).map(String::length).orElse(0);
    if (size > limits.output()) {
      throw new ScriptException.Exceeded(
          script.code().start(),
          "a message of %d characters comes in; the limit is %d".formatted(size, limits.output()));
    }
  }

  private synchronized Workers workers() {
    if (closed) {
      throw new IllegalStateException("scripts are shut down");
    }
    Workers now = workers;
    if (now == null) {
      now = new Workers(limits);
      now.begin(Rehearsal.call(this, limits));
      workers = now;
    }
    return now;
  }

  /// Stops what runs.
  @Override
  public synchronized void close() {
    closed = true;
    if (workers != null) {
      workers.close();
      workers = null;
    }
  }
}
