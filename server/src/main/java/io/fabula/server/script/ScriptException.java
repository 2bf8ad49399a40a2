package io.fabula.server.script;

import io.fabula.generator.document.Place;

/// A call of a script failed. The message begins with the place.
public abstract sealed class ScriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String reason;

  private ScriptException(Place place, String reason) {
    super(place + ": " + reason);
    this.place = place;
    this.reason = reason;
  }

  /// Where, in the file that the script stands in; the script's start where no line is to blame.
  public Place place() {
    return place;
  }

  /// What happened, without the place.
  public String reason() {
    return reason;
  }

  /// The script's own error: it threw something, or waits for what never comes.
  public static final class Fault extends ScriptException {
    private static final long serialVersionUID = 1L;

    public Fault(Place place, String reason) {
      super(place, reason);
    }
  }

  /// The script was stopped because it wanted more than its limits allow.
  public static final class Exceeded extends ScriptException {
    private static final long serialVersionUID = 1L;

    public Exceeded(Place place, String reason) {
      super(place, reason);
    }
  }
}
