package io.fabula.server.script;

import java.util.List;

/// A script that changes messages on their way, compiled. For any thread.
public final class Transform {
  private final Script script;
  private final Scripts scripts;

  Transform(Script script, Scripts scripts) {
    this.script = script;
    this.scripts = scripts;
  }

  /// What a transform makes of a message.
  public sealed interface Change {
    /// It goes on as it came, byte for byte.
    record None() implements Change {}

    /// Others take its place.
    ///
    /// @param values in their order; none where the message is dropped
    record Into(List<Datum> values) implements Change {
      public Into {
        values = List.copyOf(values);
      }
    }
  }

  /// Runs the script on the scene's message and waits for its end. What it did to the state is kept
  /// if it succeeds.
  ///
  /// @throws ScriptException where it fails or exceeds a limit
  /// @throws InterruptedException where the calling thread is interrupted; the script is stopped
  public Change of(Scene scene) throws InterruptedException {
    Call.Result result = scripts.call(script, scene, true);
    return result.unchanged() ? new Change.None() : new Change.Into(result.values());
  }
}
