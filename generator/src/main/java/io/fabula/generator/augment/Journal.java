package io.fabula.generator.augment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.ReplayFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run has so far, in a file beside its output, so that nothing is asked for twice. One JSON
/// object a line: first the head, which tells what the run was about, then an entry for each batch
/// in its order. An entry counts once its line end is written. For one thread.
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// More than any batch can have.
  private static final int LONGEST = 16 << 20;

  private final Path file;
  private final OutputStream out;
  private int entries;

  private Journal(Path file, OutputStream out, int entries) {
    this.file = file;
    this.out = out;
    this.entries = entries;
  }

  /// One batch.
  ///
  /// @param after the number of the line behind which its lines go
  /// @param offset where that line ends, in bytes
  /// @param missing how many of its messages did not come about
  /// @param lines canonical, without line ends
  record Entry(int batch, long after, long offset, int missing, List<String> lines) {
    Entry {
      lines = List.copyOf(lines);
    }
  }

  /// Begins a file, or goes on behind the last entry of one.
  ///
  /// @param head what the run is about
  /// @throws IllegalArgumentException where there is one that shall not, or cannot, be gone on with
  static Journal open(Path file, String head, boolean resume) throws IOException {
    if (!Files.exists(file)) {
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      out.write((head + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new Journal(file, out, 0);
    }
    if (!resume) {
      throw new IllegalArgumentException(
          "%s is left of a run that did not come to its end; 'resume' goes on with it, or remove it"
              .formatted(file));
    }
    long whole;
    int entries;
    try (Reading read = read(file)) {
      if (!read.head().equals(head)) {
        throw new IllegalArgumentException(
            "%s belongs to another run: the recording, the narrative or an option has changed since; remove it to begin anew"
                .formatted(file));
      }
      while (read.next().isPresent()) {
        // counted only
      }
      whole = read.whole();
      entries = read.entries();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(whole);
    }
    return new Journal(file, Files.newOutputStream(file, StandardOpenOption.APPEND), entries);
  }

  /// The entries that there are.
  int entries() {
    return entries;
  }

  Path file() {
    return file;
  }

  /// Adds the next batch's, and hands it to the system.
  void add(Batch batch, List<Line> lines) throws IOException {
    JsonBuffer entry = new JsonBuffer(1024);
    entry.ascii("{\"batch\":").number(batch.number());
    entry.ascii(",\"after\":").number(batch.gap().after());
    entry.ascii(",\"offset\":").number(batch.gap().offset());
    entry.ascii(",\"missing\":").number(batch.size() - lines.size());
    entry.ascii(",\"lines\":[");
    for (int i = 0; i < lines.size(); i++) {
      entry.ascii(i == 0 ? "" : ",").string(LineWriter.text(lines.get(i)));
    }
    entry.ascii("]}\n");
    out.write(entry.array(), 0, entry.length());
    entries++;
  }

  /// A line of an entry.
  static Line parsed(Path file, String line) throws IOException {
    try {
      return ReplayFile.line(Place.named(file.toString()), line);
    } catch (InvalidDocumentException e) {
      throw new IOException(
          "%s was changed: it holds what is no line of a replay; remove it to begin anew"
              .formatted(file),
          e);
    }
  }

  static Reading read(Path file) throws IOException {
    return new Reading(file, new BufferedInputStream(Files.newInputStream(file), 64 << 10));
  }

  /// A journal while it is read, entry by entry. What a crash has cut off is no entry.
  static final class Reading implements AutoCloseable {
    private final Path file;
    private final InputStream in;
    private final String head;
    private long whole;
    private int entries;

    private Reading(Path file, InputStream in) throws IOException {
      this.file = file;
      this.in = in;
      this.head = line().orElse("");
    }

    String head() {
      return head;
    }

    /// Where the last whole entry ends, in bytes.
    long whole() {
      return whole;
    }

    int entries() {
      return entries;
    }

    private Optional<String> line() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          whole += bytes.size() + 1L;
          return Optional.of(bytes.toString(StandardCharsets.UTF_8));
        }
        bytes.write(b);
        if (bytes.size() > LONGEST) {
          throw broken();
        }
      }
      return Optional.empty();
    }

    /// The next entry; empty behind the last.
    Optional<Entry> next() throws IOException {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      try {
        JsonNode json = JSON.readTree(line.get());
        List<String> lines = new ArrayList<>();
        json.path("lines").forEach(one -> lines.add(one.asText()));
        Entry entry =
            new Entry(
                json.path("batch").asInt(-1),
                json.path("after").asLong(-1),
                json.path("offset").asLong(-1),
                json.path("missing").asInt(-1),
                lines);
        if (entry.batch() != entries + 1 || entry.missing() < 0 || entry.offset() < 0) {
          throw broken();
        }
        entries++;
        return Optional.of(entry);
      } catch (JsonProcessingException e) {
        throw broken();
      }
    }

    private IOException broken() {
      return new IOException(
          "%s was changed: entry %d cannot be read; remove it to begin anew"
              .formatted(file, entries + 1));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
