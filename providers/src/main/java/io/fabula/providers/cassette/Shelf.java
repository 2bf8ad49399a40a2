package io.fabula.providers.cassette;

import io.fabula.providers.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recordings of one provider, each a file.
final class Shelf {
  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
  private static final int MOST = 32 << 20;

  /// A search for the nearest recording looks at no more files than this.
  private static final int MOST_SEARCHED = 2_000;

  private final Path dir;
  private final Path folder;
  private final Redaction redaction;
  private final ReentrantLock writing = new ReentrantLock();

  Shelf(Path dir, String provider, Redaction redaction) {
    this.dir = dir;
    this.folder = dir.resolve(fileName(provider));
    this.redaction = redaction;
  }

  record Found(Path file, Recording recording) {}

  /// A name from the config as a name of a folder, which is never `..` or a path. Where that
  /// changes it, part of its hash keeps two such names apart.
  static String fileName(String provider) {
    String safe = provider.replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^\\.", "_");
    safe = safe.substring(0, Math.min(64, safe.length()));
    if (safe.equals(provider) && !safe.isEmpty()) {
      return safe;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(provider.getBytes(StandardCharsets.UTF_8));
      return safe + "-" + HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Path file(Request request) {
    return folder.resolve(request.key() + ".json");
  }

  boolean has(Request request) {
    return Files.exists(file(request));
  }

  /// @throws ProviderException where there is none, or none that can be used
  Found read(Request request) {
    Path file = file(request);
    if (!Files.exists(file)) {
      throw new ProviderException.Rejected(
          new Miss(request.with(redaction::hideIn), folder, redaction).sentence(others()));
    }
    try {
      return new Found(file, read(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new ProviderException.Rejected(
          Miss.oneLine(
              "the recording %s cannot be used: %s; mend it, or delete it and record anew"
                  .formatted(file, e.getMessage()),
              500));
    }
  }

  private static Recording read(Path file) throws IOException {
    return uninterrupted(() -> readNow(file));
  }

  private static Recording readNow(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new IOException("it is longer than " + MOST + " bytes");
      }
      return CassetteJson.read(bytes);
    }
  }

  /// What can be read of this provider; of all others where that is nothing.
  private List<Found> others() {
    List<Found> own = readable(folder);
    if (!own.isEmpty()) {
      return own;
    }
    List<Found> all = new ArrayList<>();
    for (Path other : entries(dir)) {
      if (Files.isDirectory(other)) {
        all.addAll(readable(other));
      }
    }
    return all;
  }

  private static List<Found> readable(Path folder) {
    List<Found> found = new ArrayList<>();
    for (Path file : entries(folder)) {
      if (file.toString().endsWith(".json")) {
        try {
          Recording recording = read(file);
          // The answers may be long, and only requests are compared.
          found.add(
              new Found(
                  file,
                  new Recording(
                      recording.request(), List.of(), recording.usage(), recording.whole())));
        } catch (IOException | IllegalArgumentException _) {
          // It was not asked for; whoever asks for it is told.
        }
      }
    }
    return found;
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().limit(MOST_SEARCHED).toList();
    } catch (IOException _) {
      return List.of(); // as if nothing were recorded; the sentence names the folder
    }
  }

  /// Writes it down, or warns that this cannot be done. What is there is replaced, but for a whole
  /// recording by one whose reader left.
  void write(Recording recording) {
    Path file = file(recording.request());
    writing.lock();
    try {
      if (recording.whole() || !isWhole(file)) {
        byte[] json = CassetteJson.write(redaction.hideIn(recording));
        if (json.length > MOST) {
          throw new IOException("it would be longer than " + MOST + " bytes");
        }
        Path _ = uninterrupted(() -> replace(file, json));
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("reason", e.toString())
          .log("An answer could not be recorded");
    } finally {
      writing.unlock();
    }
  }

  private static boolean isWhole(Path file) {
    try {
      return Files.exists(file) && read(file).whole();
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  private static Path replace(Path file, byte[] json) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel out =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(json);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      return Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private interface DiskWork<T> {
    T run() throws IOException;
  }

  /// An interrupt closes the file under the hands of its reader or writer: begin anew, and leave it
  /// pending.
  private static <T> T uninterrupted(DiskWork<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException _) {
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
}
