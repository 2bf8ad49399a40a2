package io.fabula.bench;

import io.fabula.generator.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The command as a person runs it, the launcher and start-up included: `./fabula generate
/// NARRATIVE --count N -o FILE` with a heap of 64 MB, from the second start on, which has its AOT
/// cache. Peak memory is what the kernel counted as resident (Linux only). A story that ends
/// earlier is measured as far as it goes; `duration` is lifted.
public final class EndToEnd {
  private static final Path NULL = Path.of("/dev/null");
  private static final String LAUNCHER = Path.of("fabula").toAbsolutePath().toString();

  private EndToEnd() {}

  /// Arguments: how many events (default 10,000,000), narratives (default all that ship).
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long count = arguments.length == 0 ? 10_000_000 : Long.parseLong(arguments[0]);
    List<String> names =
        arguments.length < 2
            ? new Library(Path.of("narratives")).names()
            : List.of(arguments).subList(1, arguments.length);
    prepare();
    System.out.println(
        String.format(
            "%-20s %-9s %9s %12s %8s %12s %8s",
            "", "to", "seconds", "events", "bytes", "events/s", "peak MB"));
    for (String name : names) {
      Path file = Files.createTempFile("fabula", ".jsonl");
      try {
        Run toFile = run(name, count, file);
        long events = lines(file);
        double bytes = (double) Files.size(file) / events;
        System.out.println(run(name, count, NULL).row(name, "/dev/null", events, bytes));
        System.out.println(toFile.row(name, "file", events, bytes));
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  private record Run(double seconds, long peakKilobytes) {
    String row(String name, String to, long events, double bytes) {
      return String.format(
          Locale.ROOT,
          "%-20s %-9s %9.2f %12d %8.0f %12.0f %8d",
          name,
          to,
          seconds,
          events,
          bytes,
          events / seconds,
          peakKilobytes / 1024);
    }
  }

  /// Builds what is missing and has the cache made.
  private static void prepare() throws IOException, InterruptedException {
    ProcessBuilder builder = launcher("--version");
    builder.environment().put("FABULA_AOT", "wait");
    if (builder.inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("run this from the project's folder: no " + LAUNCHER);
    }
  }

  private static ProcessBuilder launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FABULA_JAVA_OPTS", "-Xmx64m");
    return builder;
  }

  private static Run run(String name, long count, Path to)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        launcher(
            "generate",
            name,
            "--count",
            Long.toString(count),
            "--duration",
            "1000000h",
            "--seed",
            "7",
            "--start",
            "2026-11-20T12:00:00Z",
            "-o",
            to.toString());
    long start = System.nanoTime();
    Process process = builder.inheritIO().start();
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long peak = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peak(status));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(name + " ended with " + process.exitValue());
    }
    return new Run(seconds, peak);
  }

  private static long peak(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process has ended meanwhile, or the system keeps no such figures.
      return 0;
    }
  }

  private static long lines(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] block = new byte[1 << 16];
      long lines = 0;
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        for (int i = 0; i < read; i++) {
          lines += block[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    }
  }
}
