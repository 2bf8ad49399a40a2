package io.fabula.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.story.StoryTimeline;
import io.fabula.generator.story.Telling;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same seed and start give the same bytes, on every machine and after every change to the
/// engine. Where a change is meant, it is noted in CHANGELOG.md and the figures here follow.
class GoldenTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final int EVENTS = 1000;

  @ParameterizedTest
  @CsvSource({
    "arena,9b83ce02f197c05ba2eeb80270f728db32f323536949cf16cfa15b01962b2f98",
    "chat,777ad95e7e2b00929c5ee2f4f5de92906406984ee907a791cb2406ac874705a4",
    "delivery,1f85cf7ad217f9942e20b8069bf0c2cdeb57b0d6755699a623f7a8f33f1c5916",
    "exchange,e10ccec7dac6844ccb42ff12d16184ad8257a12a38aa9dbb57da497ac987c0e7",
    "football,b54777ff97d7f7bf9b56de0f15e308776b73bdb21cbb638a936fc3a6b7954935",
    "intensive-care,d9af47d3ce08eb1decdf426fd0249d8863287584833046429e0ec4e6c9847462",
    "shop,7c46bf2d879bb8c4d72fb42b146a92733fd03ff26523bf2bfc6348d6f88fc535",
    "smart-home,d9c1df1dc75b6d611ab12a86e73bf801ae7ce415b5374e2d62f6c2ac46f4dfad"
  })
  void theFirstThousandEventsOfAStoryAreAlwaysTheSame(String name, String digest) throws Exception {
    // Given a story that ships, a seed and a start
    Story story = new Library(Path.of("..", "narratives")).find(name);

    // When its first events are told
    JsonBuffer lines = new JsonBuffer(1 << 18);
    try (var timeline =
        StoryTimeline.open(
            story.narrative(),
            Telling.PLAIN.withStart(START).withCount(EVENTS),
            7,
            story.blueprint().orElseThrow().open(story.narrative(), 7, START),
            START)) {
      EventEncoder encoder = EventEncoder.of(EventFormat.ENVELOPE, name, 7);
      while (timeline.advance()) {
        timeline.write(encoder, lines);
        lines.put('\n');
      }
    }

    // Then they have the bytes that they had
    assertThat(sha256(lines.toByteArray())).as(name).isEqualTo(digest);
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
