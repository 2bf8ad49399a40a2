package io.fabula.server.cli;

import io.fabula.generator.document.AtomicFile;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/// Where events go as JSON lines: standard output, or a file that appears under its name only when
/// it is complete. For one thread.
final class EventFile implements AutoCloseable {
  private static final int FULL = 64 * 1024;

  private final Optional<AtomicFile> file;
  private final OutputStream out;
  private final JsonBuffer buffer = new JsonBuffer(FULL + 4096);

  private EventFile(Optional<AtomicFile> file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /// Nobody reads what is written to standard output any more.
  static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    private ReaderGone(IOException cause) {
      super(cause);
    }
  }

  static EventFile open(Optional<Path> target) throws IOException {
    if (target.isEmpty()) {
      return new EventFile(Optional.empty(), new FileOutputStream(FileDescriptor.out));
    }
    AtomicFile file = AtomicFile.create(target.get());
    return new EventFile(Optional.of(file), file.stream());
  }

  /// Writes the next event of a telling; answers whether there was one.
  boolean writeNext(Timeline timeline, EventEncoder encoder)
      throws IOException, InterruptedException {
    if (!timeline.advance()) {
      return false;
    }
    add(timeline, encoder);
    if (buffer.length() >= FULL) {
      flush();
    }
    return true;
  }

  /// Adds the event at which a telling stands to what [#flush] writes.
  void add(Timeline told, EventEncoder encoder) {
    told.write(encoder, buffer);
    buffer.put('\n');
  }

  void flush() throws IOException {
    try {
      out.write(buffer.array(), 0, buffer.length());
      out.flush();
      buffer.clear();
    } catch (IOException e) {
      buffer.clear();
      // The one failure that is none: `fabula generate ... | head` has read enough.
      boolean gone = file.isEmpty() && String.valueOf(e.getMessage()).contains("roken pipe");
      throw gone ? new ReaderGone(e) : new IOException("cannot write: " + e.getMessage(), e);
    }
  }

  /// Writes the rest and gives the file its name.
  void complete() throws IOException {
    flush();
    if (file.isPresent()) {
      file.get().complete();
    }
  }

  /// Removes what is not complete.
  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
