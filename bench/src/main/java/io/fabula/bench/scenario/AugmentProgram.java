package io.fabula.bench;

import io.fabula.generator.augment.AugmentListener;
import io.fabula.generator.augment.Augmentation;
import io.fabula.generator.augment.Augmenter;
import io.fabula.generator.augment.Outcome;
import io.fabula.generator.augment.Selector;
import io.fabula.generator.augment.Target;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.providers.fallback.Models;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Augments a large recording without a model: `make FILE MEGABYTES` writes one, `augment FILE OUT
/// COUNT` augments it and says how long each part took, `strip FILE OUT` takes it out again. Run
/// with `-Xmx64m`.
final class Augmenting {
  private static final String STORY = "Ships call, and people talk about them.\n";

  private Augmenting() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[1]);
    long begun = System.nanoTime();
    switch (arguments[0]) {
      case "make" -> make(file, Long.parseLong(arguments[2]) << 20);
      case "augment" -> augment(file, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      case "strip" -> {
        long left = Augmenter.strip(ReplayFile.of(file), Target.file(Path.of(arguments[2]), file));
        System.out.printf("%,d lines taken out%n", left);
      }
      default -> throw new IllegalArgumentException("make, augment or strip");
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double megabytes = Files.size(file) / 1e6;
    System.out.printf(
        "%,.0f MB in %.1f s, %,.0f MB/s; peak resident %s%n",
        megabytes, seconds, megabytes / seconds, peak());
  }

  private static void make(Path file, long bytes) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      long written = 0;
      for (long i = 1; written < bytes; i++) {
        byte[] line =
            """
            {"ts":%d,"text":"{\\"type\\":\\"%s\\",\\"id\\":%d,\\"ship\\":\\"Mirabel %d\\",\\"berth\\":%d,\\"draught\\":%d.%d,\\"note\\":\\"wind from the west, the tide is %d cm above the mark\\"}"}
            """
                .formatted(
                    i * 10,
                    i % 3 == 0 ? "call" : "report",
                    i,
                    i % 997,
                    i % 9 + 1,
                    i % 12,
                    i % 10,
                    i % 400)
                .getBytes(StandardCharsets.UTF_8);
        out.write(line);
        written += line.length;
      }
    }
  }

  private static void augment(Path file, Path to, int count)
      throws IOException, InterruptedException {
    Augmentation what =
        new Augmentation(
            ReplayFile.of(file),
            NarrativeReader.parse("harbour", "harbour.md", STORY),
            Fingerprint.of(STORY),
            List.<Selector>of(),
            OptionalInt.of(count),
            Direction.OUT,
            7);
    Parts parts = new Parts(count);
    try (Models models = Models.offline()) {
      Outcome outcome =
          new Augmenter(models.chain(Optional.empty()), parts)
              .augment(what, Target.file(to, file), false);
      parts.tell(Files.size(to), outcome);
    }
  }

  /// When each part of an augmentation began.
  private static final class Parts implements AugmentListener {
    private final int count;
    private final long begun = System.nanoTime();
    private long surveyed = begun;
    private long written = begun;

    private Parts(int count) {
      this.count = count;
    }

    @Override
    public void surveyed(long lines) {
      surveyed = System.nanoTime();
    }

    @Override
    public void done(long messages, int of) {
      if (messages == count) {
        written = System.nanoTime();
      }
    }

    private void tell(long bytes, Outcome outcome) {
      double merging = (System.nanoTime() - written) / 1e9;
      System.out.printf(
          "%,d messages; learning %.1f s, writing %.1f s, merging %.2f s: %,.0f MB/s%n",
          outcome.inserted(),
          (surveyed - begun) / 1e9,
          (written - surveyed) / 1e9,
          merging,
          bytes / 1e6 / merging);
    }
  }

  /// As the system counts it; empty where it does not tell.
  private static String peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .map(line -> line.replaceAll("\\s+", " "))
            .findFirst()
            .orElse("")
        : "";
  }
}
