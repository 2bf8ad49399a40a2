package io.fabula.providers.budget;

import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A book for each day in UTC, the newest 31 of them.
record Days(SortedMap<LocalDate, Book> books) {
  static final Days NONE = new Days(new TreeMap<>());

  // By number and not by age: one entry from a clock that ran ahead must not push out today's.
  private static final int KEPT = 31;

  Days {
    SortedMap<LocalDate, Book> kept = new TreeMap<>(books);
    while (kept.size() > KEPT) {
      kept.remove(kept.firstKey());
    }
    books = Collections.unmodifiableSortedMap(kept);
  }

  Book of(LocalDate day) {
    return books.getOrDefault(day, Book.EMPTY);
  }

  boolean isEmpty() {
    return books.isEmpty();
  }

  Days plus(LocalDate day, Book.Called called, Totals spent) {
    SortedMap<LocalDate, Book> sum = new TreeMap<>(books);
    sum.put(day, of(day).plus(called, spent));
    return new Days(sum);
  }

  Days plus(Days more) {
    SortedMap<LocalDate, Book> sum = new TreeMap<>(books);
    more.books.forEach((day, book) -> sum.merge(day, book, Book::plus));
    return new Days(sum);
  }
}
