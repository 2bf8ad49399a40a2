package io.fabula.server.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LinuxThreadTest {
  private static final String SHORT = "100000";

  /// What the system says of a thread that has asked for something, until it says what is looked
  /// for.
  private static void afterwards(Consumer<LinuxThread> asked, Consumer<LinuxThread> seen)
      throws Exception {
    CompletableFuture<LinuxThread> known = new CompletableFuture<>();
    CountDownLatch enough = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name("one) of (ours")
            .start(
                () -> {
                  LinuxThread self = LinuxThread.current().orElseThrow();
                  asked.accept(self);
                  known.complete(self);
                  try {
                    enough.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      LinuxThread id = known.get();
      await().untilAsserted(() -> seen.accept(id));
    } finally {
      enough.countDown();
      thread.join();
    }
  }

  private static String file(LinuxThread thread, String name) {
    try {
      return Files.readString(Path.of("/proc/self/task/" + thread.id()).resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<String> slice(LinuxThread thread) {
    return file(thread, "sched")
        .lines()
        .filter(line -> line.startsWith("se.slice"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  @Test
  void aModestThreadIsNicer() throws Exception {
    int before = LinuxThread.current().orElseThrow().nice();

    afterwards(
        LinuxThread::makeModest,
        thread ->
            assertThat(file(thread, "stat").replaceFirst(".*\\) ", "").split(" ", -1)[16])
                .isEqualTo(Integer.toString(before + 10)));
  }

  @Test
  void aPromptThreadHasAShortSlice() throws Exception {
    assumeThat(knowsSlices()).as("a Linux that tells of slices").isTrue();

    afterwards(LinuxThread::makePrompt, thread -> assertThat(slice(thread)).contains(SHORT));
  }

  private static boolean knowsSlices() throws IOException {
    Path file = Path.of("/proc/thread-self/sched");
    return Files.isReadable(file) && Files.readString(file).contains("se.slice");
  }
}
