package io.fabula.server.script;

/// Thrown into a script that has been stopped, wherever it comes by. Without a stack trace: a
/// script that is deep inside itself meets it at every level on its way out.
final class Stopping extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Stopping() {
    super("the script is to stop", null, false, false);
  }
}
