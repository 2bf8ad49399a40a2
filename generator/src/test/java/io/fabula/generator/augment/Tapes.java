package io.fabula.generator.augment;

import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.providers.fallback.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/// Recordings to augment, and a story.
final class Tapes {
  static final String NARRATIVE = "# Harbour chat\n\nShips call, and people talk about them.\n";

  private Tapes() {}

  static Narrative narrative() {
    return NarrativeReader.parse("harbour", "harbour.md", NARRATIVE);
  }

  static Augmentation of(Path file, int count, String... at) {
    return of(ReplayFile.of(file), OptionalInt.of(count), Direction.OUT, 7, at);
  }

  static Augmentation of(
      Recording recording, OptionalInt count, Direction direction, long seed, String... at) {
    return new Augmentation(
        recording,
        narrative(),
        Fingerprint.of(NARRATIVE),
        Arrays.stream(at).map(Selector::parse).toList(),
        count,
        direction,
        seed);
  }

  /// Nobody is asked: what is put in is drawn.
  static Augmenter offline() {
    return new Augmenter(Models.offline().chain(Optional.empty()), AugmentListener.NONE);
  }

  /// The bytes of an augmentation without a model.
  static byte[] augmented(Augmentation what) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    offline().augment(what, Target.stream(out), false);
    return out.toByteArray();
  }

  static byte[] stripped(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Augmenter.strip(ReplayFile.of(file), Target.stream(out));
    return out.toByteArray();
  }

  /// Every line, in its order.
  static List<PlacedLine> lines(Path file) throws IOException {
    List<PlacedLine> all = new ArrayList<>();
    try (Lines lines = ReplayFile.of(file).read()) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        all.add(line.get());
      }
    }
    return all;
  }

  static List<PlacedLine> generated(Path file) throws IOException {
    return lines(file).stream().filter(line -> line.line().generated().isPresent()).toList();
  }

  static Path write(Path file, String... lines) throws IOException {
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /// A chat: a greeting, then messages of three people that count up and carry the time.
  static Path chat(Path file, int messages) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"ts\":0,\"text\":\"{\\\"type\\\":\\\"hello\\\",\\\"server\\\":\\\"harbour\\\"}\"}");
    String[] people = {"mira", "jonas", "aiko"};
    for (int i = 1; i <= messages; i++) {
      lines.add(
          "{\"ts\":%d,\"text\":\"{\\\"type\\\":\\\"message\\\",\\\"id\\\":%d,\\\"at\\\":%d,\\\"user\\\":\\\"%s\\\",\\\"text\\\":\\\"ship %d calls\\\"}\"}"
              .formatted(i * 1000, i, 1_780_000_000_000L + i * 1000L, people[i % 3], i));
    }
    return write(file, lines.toArray(String[]::new));
  }

  /// A recording as chance has it: JSON, plain text and bytes, waits, pauses and bursts, whatever
  /// line ends, spaces, marks and escapes.
  static byte[] random(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
    int lines = 1 + random.nextInt(120);
    double millis = random.nextInt(3) * 10.0;
    boolean crlf = random.nextBoolean();
    for (int i = 0; i < lines; i++) {
      millis += random.nextInt(3) == 0 ? 0 : random.nextInt(5) == 0 ? 90_000 : random.nextInt(400);
      boolean in = i > 0 && random.nextInt(4) == 0;
      String space = random.nextInt(5) == 0 ? "  " : "";
      text.append(space)
          .append("{\"ts\":")
          .append(space)
          .append((long) millis)
          .append(random.nextInt(4) == 0 ? ".25" : ".5")
          .append(in ? ",\"dir\":\"in\"" : "");
      if (!in && random.nextInt(6) == 0) {
        text.append(random.nextBoolean() ? ",\"waitFor\":\"^ok\"" : ",\"waitFor\":\"$.ok\"");
      }
      text.append(',').append(message(random, i)).append('}').append(space);
      millis++;
      if (i < lines - 1 || random.nextBoolean()) {
        text.append(crlf && random.nextInt(8) != 0 ? "\r\n" : "\n");
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String message(Random random, int i) {
    return switch (i == 0 ? 1 : random.nextInt(8)) {
      case 0 -> {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        yield "\"binary\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
      }
      case 1 -> "\"text\":\"PING\"";
      case 2 -> "\"text\":\"caf\\u00e9 \ud83d\ude80 {{uuid}}\"";
      case 3 ->
          "\"text\":\"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":%d,\\\"result\\\":{}}\"".formatted(i);
      case 4 -> "\"text\":\"[1,%d,null]\"".formatted(random.nextInt());
      default ->
          "\"text\":\"{\\\"type\\\":\\\"%s\\\",\\\"seq\\\":%d,\\\"deep\\\":{\\\"x\\\":%s}}\""
              .formatted(
                  random.nextBoolean() ? "trade" : "quote",
                  i,
                  random.nextBoolean() ? "1.50" : "\\\"é\\\"");
    };
  }
}
