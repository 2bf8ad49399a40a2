package io.fabula.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What Linux says about a process (proc(5)); zeros where the system keeps no such figures, and
/// after its end.
public record Usage(long pid) {
  /// Resident memory now, in kilobytes.
  public long residentKilobytes() {
    return status("VmRSS:");
  }

  /// The most resident memory so far, in kilobytes.
  public long peakKilobytes() {
    return status("VmHWM:");
  }

  private long status(String key) {
    try (Stream<String> lines = Files.lines(file("status"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
