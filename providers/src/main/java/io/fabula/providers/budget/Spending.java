package io.fabula.providers.budget;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A snapshot of what has been spent. Calls under way are not in it.
///
/// @param total everything together
/// @param byProvider by the provider's name in the config, those that were called
public record Spending(Totals total, SortedMap<String, Totals> byProvider) {
  public Spending {
    byProvider = Collections.unmodifiableSortedMap(new TreeMap<>(byProvider));
  }
}
