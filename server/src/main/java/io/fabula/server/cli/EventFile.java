package io.fabula.server.cli;

import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.event.Timeline;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where events go as JSON lines: standard output, or a file that appears under its name only when
/// it is complete. For one thread.
final class EventFile implements AutoCloseable {
  private static final int FULL = 64 * 1024;

  private final OutputStream out;
  private final Optional<Path> target;
  private final Optional<Path> temporary;
  private final JsonBuffer buffer = new JsonBuffer(FULL + 4096);

  private EventFile(OutputStream out, Optional<Path> target, Optional<Path> temporary) {
    this.out = out;
    this.target = target;
    this.temporary = temporary;
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
      return new EventFile(new FileOutputStream(FileDescriptor.out), target, Optional.empty());
    }
    if (Files.exists(target.get()) && !Files.isRegularFile(target.get())) {
      // A device or a pipe cannot be replaced by a file.
      return new EventFile(Files.newOutputStream(target.get()), target, Optional.empty());
    }
    Path absolute = target.get().toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new IllegalArgumentException("no folder %s to write -o to".formatted(parent));
    }
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".part");
    // An interrupt leaves no half file either.
    temporary.toFile().deleteOnExit();
    return new EventFile(
        Files.newOutputStream(temporary), Optional.of(absolute), Optional.of(temporary));
  }

  /// Writes the next event of a telling; answers whether there was one.
  boolean writeNext(Timeline timeline, EventEncoder encoder)
      throws IOException, InterruptedException {
    boolean told = timeline.writeNext(encoder, buffer);
    if (told) {
      endLine();
    }
    return told;
  }

  void write(EventEncoder encoder, Event event) throws IOException {
    encoder.encode(event, buffer);
    endLine();
  }

  private void endLine() throws IOException {
    buffer.put('\n');
    if (buffer.length() >= FULL) {
      flush();
    }
  }

  void flush() throws IOException {
    try {
      out.write(buffer.array(), 0, buffer.length());
      buffer.clear();
    } catch (IOException e) {
      buffer.clear();
      // The one failure that is none: `fabula generate ... | head` has read enough.
      boolean gone = target.isEmpty() && String.valueOf(e.getMessage()).contains("roken pipe");
      throw gone ? new ReaderGone(e) : new IOException("cannot write: " + e.getMessage(), e);
    }
  }

  /// Writes the rest and gives the file its name.
  void complete() throws IOException {
    flush();
    if (target.isPresent() && temporary.isPresent()) {
      out.close();
      Files.move(
          temporary.get(),
          target.get(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Removes what is not complete.
  @Override
  public void close() throws IOException {
    if (temporary.isPresent()) {
      out.close();
      Files.deleteIfExists(temporary.get());
    }
  }
}
