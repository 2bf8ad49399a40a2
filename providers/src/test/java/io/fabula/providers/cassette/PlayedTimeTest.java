package io.fabula.providers.cassette;

import static io.fabula.providers.cassette.Tapes.LOCAL;
import static io.fabula.providers.cassette.Tapes.PROMPT;
import static io.fabula.providers.cassette.Tapes.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.Usage;
import io.fabula.providers.cassette.Cassettes.Mode;
import io.fabula.providers.cassette.Cassettes.Speed;
import io.fabula.providers.cassette.Cassettes.Waiting;
import io.fabula.providers.stub.FakeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayedTimeTest {
  private final AtomicLong millis = new AtomicLong(77);
  private final List<Long> waited = new ArrayList<>();

  /// Time that only passes where somebody waits for it, in two halves.
  private final Waiting waiting =
      new Waiting(
          () -> TimeUnit.MILLISECONDS.toNanos(millis.get()),
          (_, nanos) -> {
            long ms = TimeUnit.NANOSECONDS.toMillis(nanos);
            waited.add(ms);
            millis.addAndGet((ms + 1) / 2);
          });

  @TempDir private Path dir;

  private LanguageModel replay(Speed speed) {
    return Cassettes.of(Mode.REPLAY, dir, speed, waiting)
        .around(LOCAL, () -> Tapes.saying("never"));
  }

  /// Two pieces, 300 ms and 100 ms more after the call.
  private void record() throws Exception {
    var slow = new FakeModel(prompt -> new Delayed(Tapes.saying("a", "b").ask(prompt), millis));
    read(Cassettes.of(Mode.RECORD, dir, Speed.FULL, waiting).around(LOCAL, () -> slow).ask(PROMPT));
  }

  private record Delayed(Answer answer, AtomicLong millis) implements Answer {
    @Override
    public Optional<String> next() throws InterruptedException {
      Optional<String> piece = answer.next();
      millis.addAndGet(piece.equals(Optional.of("a")) ? 300 : 100);
      return piece;
    }

    @Override
    public Usage usage() {
      return answer.usage();
    }

    @Override
    public void close() {
      answer.close();
    }
  }

  @Test
  void atRecordedSpeedEachPieceComesWhenItCame() throws Exception {
    record();
    long asked = millis.get();
    Answer answer = replay(Speed.RECORDED).ask(PROMPT);

    answer.next();
    assertThat(millis.get() - asked).isEqualTo(300);
    answer.next();
    assertThat(millis.get() - asked).isEqualTo(400);
    assertThat(waited).startsWith(300L, 150L).contains(100L);
  }

  @Test
  void aReaderWhoIsLateDoesNotWait() throws Exception {
    record();
    Answer answer = replay(Speed.RECORDED).ask(PROMPT);
    millis.addAndGet(1000);

    assertThat(read(answer)).containsExactly("a", "b");
    assertThat(waited).isEmpty();
  }

  @Test
  void atFullSpeedNobodyWaits() throws Exception {
    record();

    assertThat(read(replay(Speed.FULL).ask(PROMPT))).containsExactly("a", "b");
    assertThat(waited).isEmpty();
  }

  private Answer waitingForAnHour() throws Exception {
    record();
    Path file = new Tapes(dir).onlyFile();
    Files.writeString(file, Files.readString(file).replace("[ 300,", "[ 3600000,"));
    return Cassettes.of(Mode.REPLAY, dir, Speed.RECORDED)
        .around(LOCAL, () -> Tapes.saying("never"))
        .ask(PROMPT);
  }

  @Test
  void closingWakesAReaderAtOnce() throws Exception {
    Answer answer = waitingForAnHour();
    var reader = new CompletableFuture<Thread>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcome =
          threads.submit(
              () -> {
                reader.complete(Thread.currentThread());
                return answer.next();
              });
      await().until(() -> reader.get().getState() == Thread.State.TIMED_WAITING);

      answer.close();

      assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(Cancelled.class);
    }
  }

  @Test
  void closingTheModelWakesItsReaders() throws Exception {
    record();
    var model = replay(Speed.FULL);
    Answer answer = model.ask(PROMPT);

    model.close();

    assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
  }

  @Test
  void anInterruptEndsTheWaitAndNotTheAnswer() throws Exception {
    Answer answer = waitingForAnHour();

    Thread.currentThread().interrupt();

    assertThatThrownBy(answer::next).isInstanceOf(InterruptedException.class);
    answer.close();
    assertThatThrownBy(answer::next).isInstanceOf(Cancelled.class);
  }
}
