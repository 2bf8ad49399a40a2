package io.fabula.providers.budget;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/// Totals by who was called.
record Book(SortedMap<Called, Totals> entries) {
  static final Book EMPTY = new Book(new TreeMap<>());

  Book {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /// A provider's name in the config and a model of it.
  record Called(String provider, String model) implements Comparable<Called> {
    private static final Comparator<Called> ORDER =
        Comparator.comparing(Called::provider).thenComparing(Called::model);

    @Override
    public int compareTo(Called other) {
      return ORDER.compare(this, other);
    }
  }

  Book plus(Called called, Totals spent) {
    SortedMap<Called, Totals> sum = new TreeMap<>(entries);
    sum.merge(called, spent, Totals::plus);
    return new Book(sum);
  }

  Book plus(Book more) {
    SortedMap<Called, Totals> sum = new TreeMap<>(entries);
    more.entries.forEach((called, spent) -> sum.merge(called, spent, Totals::plus));
    return new Book(sum);
  }

  Totals total() {
    return entries.values().stream().reduce(Totals.NONE, Totals::plus);
  }

  Spending spending() {
    SortedMap<String, Totals> byProvider = new TreeMap<>();
    entries.forEach((called, spent) -> byProvider.merge(called.provider(), spent, Totals::plus));
    return new Spending(total(), byProvider);
  }
}
