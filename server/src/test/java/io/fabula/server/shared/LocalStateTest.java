package io.fabula.server.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalStateTest {
  private final LocalState state = new LocalState();

  @Test
  void whatIsSetIsThereUntilItIsDeleted() {
    assertThat(state.get("a")).isEmpty();
    state.set("a", "{\"b\":1}");
    assertThat(state.get("a")).contains("{\"b\":1}");
    assertThat(state.delete("a")).isTrue();
    assertThat(state.delete("a")).isFalse();
    assertThat(state.get("a")).isEmpty();
  }

  @Test
  void nobodyComesBetweenWhenSeveralCount() throws Exception {
    Callable<Long> counting =
        () -> {
          for (int i = 0; i < 1000; i++) {
            state.increment("n", 2);
          }
          return state.increment("n", -1);
        };
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts =
          IntStream.range(0, 8).mapToObj(_ -> all.submit(counting)).toList();
      for (Future<Long> count : counts) {
        count.get();
      }
    }
    assertThat(state.get("n")).contains("15992");
  }

  @Test
  void whatIsNoWholeNumberCannotBeCountedOn() {
    state.set("a", "\"x\"");
    state.set("max", Long.toString(Long.MAX_VALUE));
    assertThatThrownBy(() -> state.increment("a", 1)).hasMessageContaining("no whole number");
    assertThatThrownBy(() -> state.increment("max", 1)).hasMessageContaining("too large");
    assertThat(state.get("max")).contains(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void keysAndTheWholeAreBounded() {
    assertThatThrownBy(() -> state.set("", "1")).hasMessageContaining("256 whole characters");
    assertThatThrownBy(() -> state.set("k".repeat(257), "1"))
        .hasMessageContaining("256 whole characters");
    assertThatThrownBy(() -> state.set("half \ud800", "1")).hasMessageContaining("whole");
    String million = "\"" + "x".repeat(1 << 20) + "\"";
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                state.set("key-" + i, million);
              }
            })
        .hasMessageContaining("the shared state is full");
    assertThat(state.delete("key-1")).isTrue();
    state.set("key-1", "1");
    assertThat(state.get("key-1")).contains("1");
  }

  @Test
  void shortKeysAreNotForNothing() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                state.set("k" + i, "1");
              }
            })
        .hasMessageContaining("the shared state is full");
  }
}
