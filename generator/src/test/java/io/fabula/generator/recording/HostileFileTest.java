package io.fabula.generator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.PlacedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that somebody has broken, by accident or not: told as faults, whatever they are.
@Timeout(120)
class HostileFileTest {
  private static final Path SAMPLES = Path.of("src/test/resources/recordings");

  @TempDir Path folder;

  static Stream<Path> files() throws IOException {
    try (Stream<Path> samples = Files.list(SAMPLES);
        Stream<Path> replays = Files.list(Path.of("../replays"))) {
      return Stream.concat(samples, replays)
          .filter(file -> Format.of(file).isPresent())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aBrokenFileIsReviewedToItsEndOrToldWhereItEnds(Path file) throws IOException {
    Format format = Format.of(file).orElseThrow();
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      Path broken = folder.resolve("broken");
      byte[] bytes = broken(whole, random);
      Files.write(broken, bytes);
      Review review = new Review(1000);

      Recordings.review(broken, format, review, _ -> {});

      long lines =
          new String(bytes, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count() + 1;
      for (Problem fault : review.faults()) {
        assertThat(fault.place().line()).as("round %d: %s", i, fault).isBetween(1, (int) lines);
        assertThat(fault.place().column())
            .as("round %d: %s", i, fault)
            .isBetween(1, bytes.length + 1);
      }
    }
  }

  /// Cuts, overwrites, repeats or flips something.
  private static byte[] broken(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] cut = new byte[at];
        System.arraycopy(bytes, 0, cut, 0, at);
        return cut;
      }
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] = (byte) "{}[]\",:\\0-e\n".charAt(random.nextInt(12));
      default -> {
        int length = Math.min(random.nextInt(200), bytes.length - at);
        System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
      }
    }
    return bytes;
  }

  @Test
  void placesAreRightWhereAllStandsOnOneLine() throws IOException {
    String message = "{\"type\":\"receive\",\"time\":1767225600,\"data\":\"%s\"}";
    String socket = "{\"_webSocketMessages\":[%s]}";
    String har =
        "{\"log\":{\"entries\":["
            + socket.formatted(message.formatted("a"))
            + ","
            + socket.formatted(message.formatted("b") + "," + message.formatted("c"))
            + "]}}";
    Path file = Files.writeString(folder.resolve("one.har"), har);

    for (var recording : Recordings.open(file, Format.HAR, new Review(0))) {
      for (PlacedLine placed : Readings.of(recording).placed()) {
        int start = placed.place().column() - 1;
        assertThat(placed.place().line()).isEqualTo(1);
        assertThat(har.substring(start))
            .startsWith(message.formatted(placed.line().message().toString().charAt(10)));
      }
    }
  }
}
