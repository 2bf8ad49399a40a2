package io.fabula.providers.budget;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The ledger on the disk. Readers always find a whole file: it is written beside, made durable and
/// renamed. Writers of several processes take turns by a lock on a file beside it.
///
/// Whoever calls does so alone in this process. An interrupt does not harm what is under way; it
/// stays pending.
record LedgerFile(Path path) {
  private static final int MOST = 8 << 20;
  private static final long LOCK_PATIENCE = TimeUnit.SECONDS.toNanos(5);
  private static final long LOCK_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  /// What the file held when it was as `stamp` says; no stamp where there was no file.
  record Snapshot(Days days, Optional<Stamp> stamp) {}

  /// Tells one state of the file from another. Each write makes a new file, hence its key.
  record Stamp(FileTime modified, long size, String key) {}

  static LedgerFile in(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    return new LedgerFile(Files.exists(absolute) ? absolute.toRealPath() : absolute);
  }

  /// Empty where there is no file, or none that can be looked at: then [#read] tells.
  Optional<Stamp> stamp() {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              attributes.lastModifiedTime(),
              attributes.size(),
              String.valueOf(attributes.fileKey())));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// @throws IllegalArgumentException where the file is no ledger
  Snapshot read() throws IOException {
    return uninterrupted(this::readNow);
  }

  private Snapshot readNow() throws IOException {
    Optional<Stamp> before = stamp();
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw LedgerJson.unusable(path, "it is longer than " + MOST + " bytes");
      }
      return new Snapshot(LedgerJson.read(path, bytes), before);
    } catch (NoSuchFileException _) {
      return new Snapshot(Days.NONE, Optional.empty());
    }
  }

  /// Adds to what the file holds by now.
  ///
  /// @return what it holds then
  /// @throws IllegalArgumentException where the file is no ledger; it is left as it is
  Snapshot add(Days more) throws IOException {
    return uninterrupted(() -> addNow(more));
  }

  private Snapshot addNow(Days more) throws IOException {
    Files.createDirectories(Objects.requireNonNull(path.getParent(), "a folder"));
    try (FileChannel channel =
            FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(channel)) {
      Days sum = readNow().days().plus(more);
      write(LedgerJson.write(sum));
      return new Snapshot(sum, stamp());
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    long since = System.nanoTime();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - since > LOCK_PATIENCE) {
        throw new IOException("another process holds " + beside(".lock"));
      }
      LockSupport.parkNanos(LOCK_PAUSE);
      if (Thread.interrupted()) {
        throw new FileLockInterruptionException();
      }
    }
  }

  private void write(byte[] json) throws IOException {
    Path temporary = beside(".tmp"); // one name is enough, its writer holds the lock
    try {
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(json);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    rememberName();
  }

  /// Makes the renaming durable too. Not every system can; the file is whole either way.
  private void rememberName() {
    try (FileChannel folder = FileChannel.open(beside("").getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException _) {
      // as said above
    }
  }

  private Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  private interface DiskWork {
    Snapshot run() throws IOException;
  }

  private static Snapshot uninterrupted(DiskWork work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException _) {
          interrupted = true;
          boolean _ = Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
