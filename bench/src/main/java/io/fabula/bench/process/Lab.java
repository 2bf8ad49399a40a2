package io.fabula.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where benchmarks are run: starts our server and those of the references, and has a folder for
/// what they need. For one thread.
public final class Lab implements AutoCloseable {
  private static final Pattern OURS = Pattern.compile("http://[^ ]*:(\\d+)/health/ready");
  private static final Pattern READY = Pattern.compile("^ready (\\d+)$");
  private static final Pattern MOCKOON = Pattern.compile("Server started on port (\\d+)");

  private final Path home;
  private final Path folder;
  private final Optional<Path> npm;

  private Lab(Path home, Path folder, Optional<Path> npm) {
    this.home = home;
    this.folder = folder;
    this.npm = npm;
  }

  /// Makes the folder, has our AOT cache made, and fetches the references from npm where node is.
  ///
  /// @param home the project's folder
  /// @param said is told what is missing, and so not measured
  public static Lab open(Path home, java.util.function.Consumer<String> said)
      throws IOException, InterruptedException {
    Lab lab = new Lab(home, Files.createTempDirectory("fabula-bench"), Npm.references(home, said));
    ProcessBuilder first = lab.launcher(List.of("--version"));
    first.environment().put("FABULA_AOT", "wait");
    ServerProcess.run(first);
    return lab;
  }

  /// The project's folder.
  public Path home() {
    return home;
  }

  /// A folder for what is written.
  public Path folder() {
    return folder;
  }

  /// Our launcher with a command.
  public ProcessBuilder launcher(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("fabula").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /// Our server, as `./fabula serve` starts it, on a free port, with the narratives of the
  /// benchmarks.
  ///
  /// @param yaml further lines of its configuration
  public ServerProcess fabula(String yaml) throws IOException, InterruptedException {
    return ServerProcess.start(serve(yaml), OURS);
  }

  /// The command that starts our server with the narratives of the benchmarks.
  public ProcessBuilder serve(String yaml) throws IOException {
    return serve(yaml, home.resolve("bench").resolve("narratives"));
  }

  /// The command that starts our server with narratives of one's own.
  public ProcessBuilder serve(String yaml, Path narratives) throws IOException {
    Path config = Files.createTempFile(folder, "fabula", ".yaml");
    Files.writeString(config, "narratives: %s%n%s".formatted(narratives, yaml));
    return launcher(List.of("serve", "-c", config.toString(), "--port", "0"));
  }

  /// Waits for our server, started by a command of one's own.
  public ServerProcess started(ProcessBuilder serve) throws IOException, InterruptedException {
    return ServerProcess.start(serve, OURS);
  }

  /// A program of the benchmarks in a JVM of its own that says `ready PORT`.
  public ServerProcess java(Class<?> program, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return ServerProcess.start(new ProcessBuilder(command), READY);
  }

  /// Whether the references from npm are there.
  public boolean hasNode() {
    return npm.isPresent();
  }

  /// The reference server on the npm package `ws`.
  ///
  /// @param clients how many it waits for before it broadcasts
  /// @param mode `plain`, as its documentation shows it, or `corked`, with many frames a write
  public ServerProcess ws(int clients, String mode) throws IOException, InterruptedException {
    return ServerProcess.start(
        new ProcessBuilder(
                "node", npm.orElseThrow().resolve("ws.mjs").toString(), "0", "" + clients, mode)
            .directory(npm.orElseThrow().toFile()),
        READY);
  }

  /// Mockoon's command line with our environment file.
  public ServerProcess mockoon() throws IOException, InterruptedException {
    return ServerProcess.start(mockoon(FreePort.find()), MOCKOON);
  }

  /// The command that starts Mockoon.
  public ProcessBuilder mockoon(int port) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "node",
                "node_modules/@mockoon/cli/bin/run.js",
                "start",
                "--data",
                "mockoon.json",
                "--port",
                Integer.toString(port),
                "--hostname",
                "127.0.0.1",
                "--disable-log-to-file",
                "--disable-admin-api")
            .directory(npm.orElseThrow().toFile());
    builder.environment().put("HOME", folder.toString());
    return builder;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
