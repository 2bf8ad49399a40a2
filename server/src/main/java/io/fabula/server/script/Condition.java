package io.fabula.server.script;

import java.util.List;

/// An expression such as `state.authenticated`, compiled. For any thread.
public final class Condition {
  private static final Datum TRUE = Datum.json("true");

  private final Script script;
  private final Scripts scripts;

  Condition(Script script, Scripts scripts) {
    this.script = script;
    this.scripts = scripts;
  }

  /// Whether it is true of a scene, in JavaScript's sense. It changes no state.
  ///
  /// @throws ScriptException where it fails or exceeds a limit
  public boolean holds(Scene scene) throws InterruptedException {
    return scripts.call(script, scene, false).values().equals(List.of(TRUE));
  }
}
