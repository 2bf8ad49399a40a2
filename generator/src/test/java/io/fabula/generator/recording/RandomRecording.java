package io.fabula.generator.recording;

import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Generated;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.WaitFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Conversations that nobody would have: any times, any characters, any bytes.
final class RandomRecording {
  private static final List<String> WAITS =
      List.of("^ACK$", "$.type", "$[?(@.op == 'a')]", "(?i)héllo \"x\"\\\\", "\\x00", ".*");
  private static final List<Duration> TIMEOUTS =
      List.of(
          Duration.ofNanos(1000),
          Duration.ofNanos(1_234_567_000),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(90),
          Duration.ofHours(24));

  private final SplittableRandom random;

  RandomRecording(long seed) {
    random = new SplittableRandom(seed);
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    long micros = 0;
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      micros += step();
      Direction direction = random.nextBoolean() ? Direction.OUT : Direction.IN;
      lines.add(
          new Line(
              Duration.ofNanos(micros * 1000),
              direction,
              random.nextInt(4) == 0 ? binary() : new Message.Text(text()),
              direction == Direction.OUT && random.nextInt(3) == 0
                  ? Optional.of(waitFor())
                  : Optional.empty(),
              random.nextInt(5) == 0 ? Optional.of(generated()) : Optional.empty()));
    }
    return lines;
  }

  private long step() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1000);
      case 2 -> random.nextInt(1000) * 1000L;
      default -> random.nextLong(100_000_000_000L);
    };
  }

  private WaitFor waitFor() {
    WaitFor wait = WaitFor.parse(WAITS.get(random.nextInt(WAITS.size())));
    return random.nextBoolean() ? wait : wait.within(TIMEOUTS.get(random.nextInt(TIMEOUTS.size())));
  }

  private Generated generated() {
    return new Generated(text(), random.nextBoolean() ? Optional.empty() : Optional.of(text()));
  }

  private Message binary() {
    byte[] bytes = new byte[random.nextInt(200)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return new Message.Binary(bytes);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      int point =
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x20 + random.nextInt(0x60);
            case 2 -> "\"\\/{}[]\u2028\ufeff\u007f".codePointAt(random.nextInt(10));
            case 3 -> random.nextInt(0xd800);
            default -> 0xe000 + random.nextInt(0x10ffff - 0xe000);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }
}
