package io.fabula.generator.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every recording, over a few hundred that chance has made.
class AugmentPropertiesTest {
  private static final int RECORDINGS = 120;

  @TempDir Path folder;

  private Path original = Path.of("");
  private Path augmented = Path.of("");

  /// Augments the recording of a seed; once more on top of that for every third.
  private void augment(int seed) throws IOException, InterruptedException {
    Random random = new Random(seed);
    original = Files.write(folder.resolve("original.jsonl"), Tapes.random(random));
    augmented = folder.resolve("augmented.jsonl");
    int count = 1 + random.nextInt(40);
    String[] at = random.nextInt(3) == 0 ? new String[] {"/PING/"} : new String[0];
    Files.write(augmented, Tapes.augmented(Tapes.of(original, count, at)));
    assertThat(Tapes.generated(augmented)).as("recording %d", seed).hasSize(count);
    if (seed % 3 == 0) {
      Files.write(augmented, Tapes.augmented(Tapes.of(augmented, 5)));
      assertThat(Tapes.generated(augmented)).as("recording %d", seed).hasSize(count + 5);
    }
  }

  @Test
  void everyOriginalLineStaysByteForByteAndInOrder() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed++) {
      augment(seed);
      List<PlacedLine> before = Tapes.lines(original);
      List<PlacedLine> after =
          Tapes.lines(augmented).stream()
              .filter(line -> line.line().generated().isEmpty())
              .toList();
      assertThat(after).as("recording %d", seed).hasSameSizeAs(before);
      for (int i = 0; i < before.size(); i++) {
        byte[] was = before.get(i).original().orElseThrow();
        byte[] is = after.get(i).original().orElseThrow();
        boolean open = was[was.length - 1] != '\n';
        // Only a last line without an end may get one.
        assertThat(open ? text(is).strip() : text(is))
            .as("recording %d, line %d", seed, i + 1)
            .isEqualTo(open ? text(was).strip() : text(was));
      }
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Test
  void timesNeverFall() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed++) {
      augment(seed);
      Duration before = Duration.ZERO;
      for (PlacedLine line : Tapes.lines(augmented)) {
        assertThat(line.line().at()).as("recording %d", seed).isGreaterThanOrEqualTo(before);
        before = line.line().at();
      }
    }
  }

  @Test
  void strippingGivesTheOriginalBackByteForByte() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed++) {
      augment(seed);
      assertThat(Tapes.stripped(augmented))
          .as("recording %d", seed)
          .isEqualTo(Files.readAllBytes(original));
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed += 3) {
      augment(seed);
      byte[] once = Tapes.augmented(Tapes.of(original, 9));
      assertThat(Tapes.augmented(Tapes.of(original, 9))).as("recording %d", seed).isEqualTo(once);
    }
  }

  @Test
  void nothingIsSaidBeforeTheClientsFirstWordWhereTheServerWaitsForIt() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed++) {
      augment(seed);
      List<PlacedLine> lines = Tapes.lines(augmented);
      int firstOut = 0;
      while (lines.get(firstOut).line().direction() == Direction.IN
          || lines.get(firstOut).line().generated().isPresent()) {
        firstOut++;
      }
      if (lines.get(firstOut).line().waitFor().isPresent()) {
        assertThat(lines.subList(0, firstOut))
            .as("recording %d", seed)
            .allMatch(line -> line.line().generated().isEmpty());
      }
    }
  }

  @Test
  void whatIsPutInWaitsForNothingAndIsOfTheSideThatWasAskedFor() throws Exception {
    for (int seed = 0; seed < RECORDINGS; seed++) {
      augment(seed);
      assertThat(Tapes.generated(augmented))
          .as("recording %d", seed)
          .allMatch(line -> line.line().waitFor().isEmpty())
          .allMatch(line -> line.line().direction() == Direction.OUT);
    }
  }

  @Test
  void anotherSeedGivesOtherBytes() throws Exception {
    Path chat = Tapes.chat(folder.resolve("chat.jsonl"), 50);
    byte[] seven = Tapes.augmented(Tapes.of(chat, 9));
    byte[] eight =
        Tapes.augmented(Tapes.of(ReplayFile.of(chat), OptionalInt.of(9), Direction.OUT, 8));
    assertThat(eight).isNotEqualTo(seven);
  }
}
