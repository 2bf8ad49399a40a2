package io.fabula.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a JVM about itself, as an administrator does with `jcmd`.
public final class Jcmd {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern ALLOCATED = Pattern.compile("allocated=([\\d.,]+)([KMGT]?B?) ");

  private final long pid;

  /// @param process of a JVM
  public Jcmd(Usage process) {
    this.pid = process.pid();
  }

  /// Bytes of all objects in use, after a collection.
  public long liveBytes() throws IOException, InterruptedException {
    Matcher total = TOTAL.matcher(ask("GC.class_histogram"));
    return total.find() ? Long.parseLong(total.group(1)) : 0;
  }

  /// Bytes that the threads of the JVM which are alive have allocated so far; what virtual threads
  /// allocate counts for the threads that carry them.
  public double allocatedBytes() throws IOException, InterruptedException {
    Matcher thread = ALLOCATED.matcher(ask("Thread.print", "-e"));
    double sum = 0;
    while (thread.find()) {
      sum += Double.parseDouble(thread.group(1)) * factor(thread.group(2));
    }
    return sum;
  }

  private static double factor(String unit) {
    return switch (unit.isEmpty() ? 'B' : unit.charAt(0)) {
      case 'K' -> 1024;
      case 'M' -> 1024 * 1024;
      case 'G' -> 1024 * 1024 * 1024;
      default -> 1;
    };
  }

  private String ask(String... command) throws IOException, InterruptedException {
    String[] line = new String[2 + command.length];
    line[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    line[1] = Long.toString(pid);
    System.arraycopy(command, 0, line, 2, command.length);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
