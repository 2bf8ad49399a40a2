package io.fabula.server.script;

import java.util.List;

/// What a script came to.
public sealed interface Outcome {
  /// It returned nothing, null or a list without anything in it.
  record Nothing() implements Outcome {}

  /// It returned values, in their order.
  record Answers(List<Datum> values) implements Outcome {
    public Answers {
      values = List.copyOf(values);
    }
  }

  static Outcome of(List<Datum> values) {
    return values.isEmpty() ? new Nothing() : new Answers(values);
  }
}
