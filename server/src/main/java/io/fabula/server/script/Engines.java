package io.fabula.server.script;

import java.io.OutputStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.management.ExecutionEvent;
import org.graalvm.polyglot.management.ExecutionListener;

/// How the engine is set up, and how the contexts in it are shut off from everything.
final class Engines {
  /// Beyond what may leave a script: the letter that says what a value is.
  private static final int MARK = 64;

  private Engines() {}

  /// An engine whose scripts cannot call deeper than their worker allows.
  static Engine open() {
    Engine engine =
        Engine.newBuilder("js")
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    ExecutionListener.newBuilder()
        .roots(true)
        .sourceFilter(Engines::counted)
        .onEnter(Engines::enter)
        .onReturn(Engines::leave)
        .attach(engine);
    // A generator that goes on is no call to the engine, but it has statements.
    ExecutionListener.newBuilder()
        .statements(true)
        .sourceFilter(Engines::counted)
        .onEnter(Engines::begin)
        .onReturn(Engines::end)
        .attach(engine);
    return engine;
  }

  private static void begin(ExecutionEvent event) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.begun(event);
    }
  }

  private static void end(ExecutionEvent event) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.ended();
    }
  }

  private static void enter(ExecutionEvent event) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.entered();
    }
  }

  private static void leave(ExecutionEvent event) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.left();
    }
  }

  /// A context that reaches nothing outside itself but what it is handed.
  static Context context(Engine engine, Limits limits) {
    return contained(engine, limits)
        // What follows makes the sandbox policy CONSTRAINED refuse to start: it knows of no options
        // that are stricter than its own.
        .allowExperimentalOptions(true)
        .option("js.string-length-limit", Integer.toString(limits.output() + MARK))
        .option("js.max-typed-array-length", "0")
        .option("js.bigint", "false")
        .option("js.regexp-static-result", "false")
        .option("js.agent-can-block", "false")
        .option("js.max-apply-argument-length", "10000")
        .option("js.function-arguments-limit", "10000")
        .option("js.stack-trace-limit", "5")
        .build();
  }

  /// All that [#context] denies; the sandbox policy CONSTRAINED finds nothing in it to object to.
  static Context.Builder contained(Engine engine, Limits limits) {
    return Context.newBuilder("js")
        .engine(engine)
        .allowAllAccess(false)
        .allowHostAccess(HostAccess.CONSTRAINED)
        .allowHostClassLookup(name -> false)
        .allowHostClassLoading(false)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowIO(IOAccess.NONE)
        .allowCreateThread(false)
        .allowCreateProcess(false)
        .allowNativeAccess(false)
        .allowEnvironmentAccess(EnvironmentAccess.NONE)
        .allowInnerContextOptions(false)
        .resourceLimits(
            ResourceLimits.newBuilder()
                .statementLimit(limits.statements(), Engines::counted)
                .build())
        .option("js.allow-eval", "false")
        .option("js.ecmascript-version", "2024")
        .option("js.load", "false")
        .option("js.print", "false")
        .option("js.console", "false")
        .option("js.graal-builtin", "false")
        .option("js.locale", "en-US");
  }

  private static boolean counted(Source source) {
    return !source.isInternal();
  }
}
