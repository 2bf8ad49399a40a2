package io.fabula.generator.blueprint;

import java.util.Locale;

/// What can go wrong with an event on its way to whoever hears it. An event has at most one.
enum Mishap {
  /// Told some seconds later, between what happens then.
  LATE,
  /// Told again within the next events.
  DUPLICATED,
  /// Told after the event that follows it.
  OUT_OF_ORDER,
  /// One of the members at the top of its data is not there.
  MISSING_FIELD,
  /// Its data is cut short, so that it is no JSON.
  MALFORMED;

  /// Its key in a blueprint, `out_of_order`.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
