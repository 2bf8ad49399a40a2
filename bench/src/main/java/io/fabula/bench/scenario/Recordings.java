package io.fabula.bench.scenario;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Recordings made for the benchmarks: a harbour's messages, one every ten milliseconds.
final class Recordings {
  private Recordings() {}

  /// Writes one of about so many bytes.
  static void make(Path file, long bytes) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      long written = 0;
      for (long i = 1; written < bytes; i++) {
        byte[] line = line(i).getBytes(StandardCharsets.UTF_8);
        out.write(line);
        written += line.length;
      }
    }
  }

  private static String line(long i) {
    return "{\"ts\":"
        + i * 10
        + ",\"text\":\"{\\\"type\\\":\\\""
        + (i % 3 == 0 ? "call" : "report")
        + "\\\",\\\"id\\\":"
        + i
        + ",\\\"ship\\\":\\\"Mirabel "
        + i % 997
        + "\\\",\\\"berth\\\":"
        + (i % 9 + 1)
        + ",\\\"draught\\\":"
        + i % 12
        + '.'
        + i % 10
        + ",\\\"note\\\":\\\"wind from the west, the tide is "
        + i % 400
        + " cm above the mark\\\"}\"}\n";
  }
}
