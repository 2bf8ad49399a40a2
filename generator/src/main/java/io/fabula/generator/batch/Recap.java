package io.fabula.generator.batch;

import java.util.List;

/// A story so far, for whoever goes on with it.
///
/// @param digest in the model's own words
/// @param events the latest as JSON lines, the oldest first
/// @param complete whether no call is under way that would bring more
public record Recap(String digest, List<String> events, boolean complete) {
  /// Nothing has happened yet.
  public static final Recap NOTHING = new Recap("", List.of(), true);

  public Recap {
    events = List.copyOf(events);
  }
}
