package io.fabula.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What Linux says about a process (proc(5)); zeros where the system keeps no such figures, and
/// after its end.
public record Usage(long pid) {
  private static final int TICKS_A_SECOND = 100;

  /// Fields of `stat` behind the command's name: user and system time.
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  /// Resident memory now, in kilobytes.
  public long residentKilobytes() {
    return status("VmRSS:");
  }

  /// The most resident memory so far, in kilobytes.
  public long peakKilobytes() {
    return status("VmHWM:");
  }

  /// Processor time so far, in seconds.
  public double processorSeconds() {
    try {
      String stat = Files.readString(file("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]))
          / (double) TICKS_A_SECOND;
    } catch (IOException e) {
      return 0;
    }
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
