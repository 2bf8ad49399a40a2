package io.fabula.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a process of its own, ready for clients. Closing ends it.
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;
  private static final String END = "\0";

  private final Process process;
  private final int port;
  private final Thread reader;

  private ServerProcess(Process process, int port, Thread reader) {
    this.process = process;
    this.port = port;
    this.reader = reader;
  }

  /// Starts a server and waits until it says where it listens.
  ///
  /// @param ready what it then says; its first group is the port
  /// @throws IOException where it ends instead, with what it said
  public static ServerProcess start(ProcessBuilder builder, Pattern ready)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader =
        Thread.ofPlatform().daemon().name("output").start(() -> read(process, lines, ready));
    List<String> said = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      String line = lines.poll(1, TimeUnit.SECONDS);
      if (line == null) {
        continue;
      }
      Matcher matcher = ready.matcher(line);
      if (matcher.find()) {
        return new ServerProcess(process, Integer.parseInt(matcher.group(1)), reader);
      }
      if (line.equals(END)) {
        break;
      }
      said.add(line);
    }
    process.destroyForcibly();
    throw new IOException(
        "%s did not start:%n%s".formatted(builder.command(), String.join("\n", said)));
  }

  /// Hands over lines until the server is ready, and drops what comes afterwards: a full pipe would
  /// stop it.
  private static void read(Process process, BlockingQueue<String> lines, Pattern ready) {
    boolean listening = false;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (!listening) {
          lines.add(line);
          listening = ready.matcher(line).find();
        }
      }
    } catch (IOException e) {
      // The process has been ended.
    }
    lines.add(END);
  }

  /// Where a path of it is, as a WebSocket.
  public URI socket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  /// Where a path of it is, over HTTP.
  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /// What the system says about the process.
  public Usage usage() {
    return new Usage(process.pid());
  }

  @Override
  public void close() {
    stop(process);
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks a process to end, and ends it where it does not.
  public static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Runs a command to its end.
  ///
  /// @throws UncheckedIOException where it does not end with 0
  public static void run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new UncheckedIOException(
          new IOException("%s ended with %d:%n%s".formatted(builder.command(), exit, said)));
    }
  }
}
