package io.fabula.server.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command in a process of its own, as the launcher starts it: from an AOT cache.
record FabulaProcess(int exit, String out, String err) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// The program with its cache, made when the first command is run, which halves the time of each.
  private static final class Program {
    private static final InstalledFabula INSTALLED;
    private static final Path CACHE;

    static {
      Path home = Path.of("target", "installed").toAbsolutePath();
      try {
        if (Files.exists(home)) {
          MoreFiles.deleteRecursively(home, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        INSTALLED = InstalledFabula.in(home);
        INSTALLED.run(Map.of("FABULA_AOT", "wait"), "--version");
        CACHE = INSTALLED.cache();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the program was installed", e);
      }
    }
  }

  /// Runs a command to its end.
  static FabulaProcess run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = builder(folder, arguments);
    builder.environment().putAll(environment);
    return run(builder);
  }

  /// Runs a process to its end, whatever it is.
  static FabulaProcess run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile("fabula", ".out");
    Path err = Files.createTempFile("fabula", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + String.join(" ", builder.command()));
      }
      return new FabulaProcess(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static ProcessBuilder builder(Path folder, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:AOTCache=" + Program.CACHE,
                "-Xlog:aot*=off",
                "-Xlog:cds*=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfabula.home=" + ROOT,
                "-cp",
                Program.INSTALLED.jar().toString(),
                Fabula.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FABULA_"));
    return builder;
  }

  /// The lines of standard output.
  List<String> lines() {
    return out.lines().toList();
  }
}
