package io.fabula.providers.budget;

import java.time.LocalDate;

/// Keeps what was spent on which day. For any thread.
sealed interface Ledger permits MemoryLedger, FileLedger {
  /// All that is known of a day. Never waits for a disk.
  Book of(LocalDate day);

  /// Adds to what is known. Never waits for a disk.
  void add(LocalDate day, Book.Called called, Totals spent);

  /// Learns what others have written.
  void refresh();

  /// Writes down what was added, or warns that this cannot be done.
  void flush();
}
