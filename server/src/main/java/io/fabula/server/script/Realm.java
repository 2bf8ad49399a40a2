package io.fabula.server.script;

import com.google.common.util.concurrent.Uninterruptibles;
import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.WeakHashMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/// A context in which scripts run one after the other and leave nothing behind: all that two of
/// them can reach is frozen by `realm.js`. For one thread, but for [#stop].
final class Realm implements AutoCloseable {
  private static final int MAX_ITEMS = 1_000_000;
  private static final int MAX_LOGGED = 1000;

  private final Context context;
  private final Host host = new Host();
  private final Value run;
  private final Value words;
  private final Value sourceOf;
  private final Map<Script, Bound> bound = new WeakHashMap<>();
  private volatile @Nullable Thread stopper;

  /// A script's function and the values of its words, in this context.
  private record Bound(Value script, Value words) {}

  Realm(Engine engine, Source harness, Limits limits) {
    context = Engines.context(engine, limits);
    Map<String, Object> figures =
        Map.of(
            "output",
            limits.output(),
            "answers",
            limits.answers(),
            "items",
            MAX_ITEMS,
            "logged",
            MAX_LOGGED);
    Value made = context.eval(harness).execute(host.functions(), ProxyObject.fromMap(figures));
    run = made.getMember("run");
    words = made.getMember("words");
    sourceOf = made.getMember("sourceOf");
  }

  /// The program that prepares a context.
  static Source harness() {
    return Source.newBuilder("js", text("realm.js"), "realm.js").internal(true).buildLiteral();
  }

  /// A script of our own.
  static String text(String name) {
    try (InputStream in = Realm.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Does a call.
  ///
  /// @return whether the realm can be used again
  boolean perform(Call call) {
    host.serve(call);
    context.resetLimits();
    try {
      Bound script = bind(call.script);
      Scene scene = call.scene;
      if (scene == null) {
        call.done(Call.Result.NOTHING);
      } else {
        perform(script, call, scene);
        host.end();
      }
      call.failed(
          new ScriptException.Fault(
              call.script.code().start(), "it waits for a promise that nothing resolves"));
      return true;
    } catch (PolyglotException e) {
      Failures.end(call, e);
      return false;
    } catch (InvalidDocumentException e) {
      call.failed(e);
      return false;
    } finally {
      host.serve(null);
    }
  }

  private void perform(Bound script, Call call, Scene scene) {
    Caller caller = scene.caller();
    @Nullable String message = scene.message().orElse(null);
    run.executeVoid(
        script.script(),
        script.words(),
        call.script.form().transforms(),
        call.script.usesState(),
        caller.id(),
        caller.path(),
        caller.headersJson(),
        message,
        message != null && Nesting.isJson(message, call.limits.nesting()),
        scene.binary().orElse(null),
        scene.state().json().orElse(null));
  }

  private Bound bind(Script script) {
    Bound known = bound.get(script);
    if (known != null) {
      return known;
    }
    Value function = context.eval(script.source());
    if (sourceOf.execute(function).asString().length() != Form.length(script.wrapped())) {
      throw new InvalidDocumentException(
          script.code().start(), "a bracket is closed that the script has not opened");
    }
    Bound made = new Bound(function, words.execute(script.vocabulary().spelled()));
    bound.put(script, made);
    return made;
  }

  /// Makes what runs in here end, as soon as the engine looks. For any thread; does not wait.
  void stop() {
    if (stopper == null) {
      Thread thread = new Thread(this::cancel, "script-stopper");
      thread.setDaemon(true);
      stopper = thread;
      thread.start();
    }
  }

  private void cancel() {
    try {
      context.close(true);
    } catch (PolyglotException e) {
      // It says again what the call has been told already.
      Failures.ignored(e);
    }
  }

  @Override
  public void close() {
    cancel();
    Thread thread = stopper;
    if (thread != null) {
      Uninterruptibles.joinUninterruptibly(thread);
    }
  }
}
