package io.fabula.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What the processors of this machine have been used for since it started, in ticks of Linux.
/// Zeros where the system keeps no such figures.
///
/// Source: proc_stat(5).
///
/// @param all of all processors, idle ones too
/// @param stolen in which a processor had work and the host of this virtual machine ran others on
///   it
public record MachineTime(long all, long stolen) {
  private static final Path STAT = Path.of("/proc/stat");

  /// The columns before those that are counted a second time, as guests' time is.
  private static final int COLUMNS = 8;

  private static final int STOLEN = 7;

  /// Until this moment.
  public static MachineTime now() {
    try {
      return parse(Files.readString(STAT));
    } catch (IOException e) {
      return new MachineTime(0, 0);
    }
  }

  /// Of the text of that file: its first line is of all processors together.
  static MachineTime parse(String stat) {
    long[] ticks =
        Arrays.stream(stat.lines().findFirst().orElse("").trim().split("\\s+"))
            .skip(1)
            .limit(COLUMNS)
            .mapToLong(Long::parseLong)
            .toArray();
    return new MachineTime(Arrays.stream(ticks).sum(), ticks.length == COLUMNS ? ticks[STOLEN] : 0);
  }

  /// Percent of the time since then that the host took.
  public double stolenSince(MachineTime then) {
    long passed = all - then.all;
    return passed == 0 ? 0 : 100.0 * (stolen - then.stolen) / passed;
  }
}
