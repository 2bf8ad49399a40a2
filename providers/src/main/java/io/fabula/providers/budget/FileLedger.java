package io.fabula.providers.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A ledger in a file: what is in the file, and on top of it what is not written yet.
final class FileLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);

  /// For the whole process, as a FileLock is: two ledgers on one file would else refuse each other.
  private static final ReentrantLock DISK = new ReentrantLock();

  private final LedgerFile file;
  private final AtomicBoolean warned = new AtomicBoolean();
  // Guards the three below; never held while waiting for DISK.
  private final ReentrantLock lock = new ReentrantLock();
  private LedgerFile.Snapshot read;
  private Days beingWritten = Days.NONE;
  private Days unwritten = Days.NONE;

  private FileLedger(LedgerFile file, LedgerFile.Snapshot read) {
    this.file = file;
    this.read = read;
  }

  static FileLedger open(Path path) {
    try {
      var file = LedgerFile.in(path);
      return new FileLedger(file, file.read());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the ledger of the budget, %s: %s; make it readable, or name another one"
              .formatted(path, reason(e)),
          e);
    }
  }

  @Override
  public Book of(LocalDate day) {
    lock.lock();
    try {
      return read.days().of(day).plus(beingWritten.of(day)).plus(unwritten.of(day));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void add(LocalDate day, Book.Called called, Totals spent) {
    lock.lock();
    try {
      unwritten = unwritten.plus(day, called, spent);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    if (isKnown(file.stamp())) {
      return;
    }
    DISK.lock(); // what was just written here is in two places until that is noted
    try {
      if (!isKnown(file.stamp())) {
        note(file.read(), Days.NONE);
      }
    } catch (IOException | IllegalArgumentException e) {
      warn(e);
    } finally {
      DISK.unlock();
    }
  }

  private boolean isKnown(Optional<LedgerFile.Stamp> stamp) {
    lock.lock();
    try {
      return read.stamp().equals(stamp);
    } finally {
      lock.unlock();
    }
  }

  /// Whoever comes while another writes waits, and then often finds its own spending written: one
  /// write takes along all that has come up.
  @Override
  public void flush() {
    DISK.lock();
    try {
      Days more = begin();
      if (more.isEmpty()) {
        return;
      }
      try {
        note(file.add(more), Days.NONE);
      } catch (IOException | IllegalArgumentException e) {
        note(read, more);
        warn(e);
      }
    } finally {
      DISK.unlock();
    }
  }

  private Days begin() {
    lock.lock();
    try {
      beingWritten = unwritten;
      unwritten = Days.NONE;
      return beingWritten;
    } finally {
      lock.unlock();
    }
  }

  private void note(LedgerFile.Snapshot now, Days notWritten) {
    lock.lock();
    try {
      read = now;
      beingWritten = Days.NONE;
      unwritten = notWritten.plus(unwritten);
    } finally {
      lock.unlock();
    }
  }

  private void warn(Exception e) {
    if (warned.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("ledger", file)
          .addKeyValue("reason", reason(e))
          .log("The budget's ledger is out of order; what is spent counts in memory only");
    }
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
