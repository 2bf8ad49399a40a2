package io.fabula.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A script that wants too much is stopped, and nobody else notices.
class ScriptLimitsTest {
  private static final Vocabulary WORDS = Stage.WORDS;
  private static Scripts scripts;

  @BeforeAll
  static void open() {
    scripts = Scripts.open(Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    scripts.close();
  }

  private static Outcome call(String text) throws InterruptedException {
    return call(scripts, text);
  }

  private static Outcome call(Scripts scripts, String text) throws InterruptedException {
    return scripts.handler(Code.file("bomb.js", text), WORDS).call(Stage.of("conn-1").saying("{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true);",
        "for (;;) { try { throw 1 } catch (e) {} }",
        "const f = () => Promise.resolve().then(() => { f(); f() }); f()",
        "await null; while (true);",
        "const o = {...'x'.repeat(200000)}; while (true);",
        "Number('0x' + 'f'.repeat(200000)); while (true);",
        "return {toJSON() { while (true); }}",
        "return {get a() { while (true); }}",
        "const s = new Set([1]); for (const x of s) { s.delete(x); s.add(x) }",
        "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(30000)); while (true);",
        "const a = []; for (;;) a.push('xxxxxxxxxxxxxxxx' + a.length)",
        "let o = {}; for (;;) o = {o}",
        "state.a = []; for (;;) state.a.push(state.a.length)",
        "new Array(1e6).fill(0).map(x => [x, x]).sort(); while (true);",
      })
  void aScriptWithoutAnEndIsStopped(String text) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessageMatching(
            "bomb.js:1:\\d+: more than (1000000 statements|100 ms of processor time|256 MB allocated)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "let n = 0;~~while (true) { n++ }",
        "let n = 0;~~(function f() { f() })()",
        "let n = 0;~~for (const a = [];;) a.push('xxxxxxxxxxxxxxxx' + a.length)",
        "let n = 0;~~while (true) { await n }~n = 1",
        "let n = 0;~~return 'x'.repeat(262145)",
      })
  void whatIsStoppedNamesTheLineThatItHasReached(String text) {
    assertThatThrownBy(() -> call(text.replace('~', '\n')))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessageStartingWith("bomb.js:3:");
  }

  @Test
  void aMessageLongerThanAnyStringIsRefused() throws InterruptedException {
    Script script = scripts.handler(Code.file("bomb.js", "return message.text.length"), WORDS);
    Stage scene = Stage.of("conn-1");

    assertThat(script.call(scene.saying("x".repeat(262_144))))
        .isEqualTo(Outcome.of(List.of(Datum.json("262144"))));
    assertThatThrownBy(() -> script.call(scene.saying("x".repeat(262_145))))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessage("bomb.js:1:1: a message of 262145 characters comes in; the limit is 262144");
  }

  @Test
  void statementsAreCounted() throws InterruptedException {
    Limits few = new Limits(1000, Duration.ofSeconds(20), 1L << 30, 400, 1 << 20, 1000, 64);
    try (Scripts strict = Scripts.open(few)) {
      assertThat(call(strict, "for (let i = 0; i < 100; i++) { i + 1 } return 1"))
          .isEqualTo(Outcome.of(List.of(Datum.json("1"))));
      assertThatThrownBy(() -> call(strict, "for (let i = 0; i < 2000; i++) { i + 1 }"))
          .isInstanceOf(ScriptException.Exceeded.class)
          .hasMessageMatching("bomb.js:1:\\d+: more than 1000 statements");
      // Each call has all of them.
      for (int i = 0; i < 20; i++) {
        assertThat(call(strict, "for (let i = 0; i < 100; i++) { i + 1 } return 1"))
            .isEqualTo(Outcome.of(List.of(Datum.json("1"))));
      }
    }
  }

  @Test
  void processorTimeIsCounted() throws InterruptedException {
    Limits brief =
        new Limits(Long.MAX_VALUE, Duration.ofMillis(50), 4L << 30, 400, 1 << 20, 1000, 64);
    try (Scripts strict = Scripts.open(brief)) {
      assertThatThrownBy(() -> call(strict, "while (true);"))
          .isInstanceOf(ScriptException.Exceeded.class)
          .hasMessageMatching("bomb.js:1:\\d+: more than 50 ms of processor time");
    }
  }

  @Test
  void whatIsAllocatedIsCounted() throws InterruptedException {
    Limits small =
        new Limits(Long.MAX_VALUE, Duration.ofSeconds(60), 32L << 20, 400, 1 << 20, 1000, 64);
    try (Scripts strict = Scripts.open(small)) {
      assertThatThrownBy(() -> call(strict, "let a; for (;;) a = new Array(1000).fill('x')"))
          .isInstanceOf(ScriptException.Exceeded.class)
          .hasMessageMatching("bomb.js:1:\\d+: more than 32 MB allocated");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(function f() { f() })()",
        "(function f() { try { f() } catch (e) { f() } })()",
        "(function f() { try { f() } finally { f() } })()",
        "[1].forEach(function f() { [1].forEach(f) })",
        "const o = {get x() { return o.x }}; o.x",
        "const o = {toString() { return '' + o }}; '' + o",
        "const o = {toJSON() { return JSON.stringify(o) }}; return o",
        "class A { constructor() { try { new A() } finally { new A() } } } new A()",
        "async function f() { f(); f() } f()",
      })
  void aScriptThatCallsItselfIsStopped(String text) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessageMatching("bomb.js:1:\\d+: more than 400 calls inside one another");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "let s = 'x'; for (;;) s += s          | RangeError: Invalid string length",
        "'x'.repeat(1 << 29)                   | RangeError: Invalid string length",
        "'x'.padEnd(1e9, 'bc')                 | RangeError: Invalid string length",
        "new Array(3e7).fill(0)                | RangeError: an array of 30000000 items;",
        "const a = []; a.length = 4e9; a.sort()| RangeError: an array of 4000000000 items;",
        "Array.from({length: 3e8})             | RangeError: an array of 1000001 items;",
        "[].indexOf.call({length: 2 ** 53}, 1) | TypeError: Array.prototype.indexOf takes arrays only",
        "Math.max.apply(null, {length: 1e9})   | RangeError: an array of 1000001 items;",
        "JSON.stringify({}, new Array(4e9))    | RangeError: an array of 4000000000 items;",
        "JSON.parse('['.repeat(200000))        | RangeError: Cannot parse JSON constructs nested that deep",
      })
  void whatWouldFillTheMemoryAtOnceIsAnErrorOfTheScript(String text, String reason) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Fault.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return 'x'.repeat(262145)        | a value of 262145 characters leaves it; the limit is 262144",
        "send('x'.repeat(262145))         | a value of 262145 characters leaves it; the limit is 262144",
        "try { send('x'.repeat(262145)) } catch (e) {} return 1 | a value of 262145 characters leaves it; the limit is 262144",
        "state.s = 'x'.repeat(262137)     | a value of 262145 characters leaves it; the limit is 262144",
        "return new Array(1001).fill(1)    | 1001 answers; the limit is 1000",
        "let a = 1; for (let i = 0; i < 65; i++) a = [a]; return {a} | a value that is nested deeper than 64 levels leaves it",
        "let a = 1; for (let i = 0; i < 65; i++) a = [a]; send(a)    | a value that is nested deeper than 64 levels leaves it",
        "let a = 1; for (let i = 0; i < 65; i++) a = [a]; state = a  | a value that is nested deeper than 64 levels leaves it",
      })
  void whatLeavesAScriptIsBounded(String text, String reason) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function* g() { yield* g() } [...g()]",
        "function* g() { try { yield* g() } finally { yield* g() } } [...g()]",
        "async function* g() { try { yield* g() } finally { yield* g() } } for await (const x of g());",
      })
  void aGeneratorThatContainsItselfIsStopped(String text) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Exceeded.class)
        .hasMessageMatching("bomb.js:1:\\d+: more than 1600 statements inside one another");
  }

  @Test
  void generatorsAndAsyncFunctionsMayRunForLong() throws InterruptedException {
    Limits patient = Limits.DEFAULT.withTime(Duration.ofSeconds(30));
    try (Scripts slow = Scripts.open(patient)) {
      assertThat(
              call(
                  slow,
                  """
                  function* numbers() { for (let i = 0; i < 20000; i++) { if (i >= 0) { yield i } } }
                  let sum = 0;
                  for (const number of numbers()) { if (number < 0) { break } sum += number }
                  for (let i = 0; i < 5000; i++) { try { if (await i < 0) return } finally { continue } }
                  return sum;
                  """))
          .isEqualTo(Outcome.of(List.of(Datum.json("199990000"))));
    }
  }

  @Test
  void theLimitsAreMet() throws InterruptedException {
    assertThat(call("return 'x'.repeat(262144)")).isInstanceOf(Outcome.Answers.class);
    assertThat(call("return new Array(1000).fill(1)")).isInstanceOf(Outcome.Answers.class);
    assertThat(call("let a = 1; for (let i = 0; i < 64; i++) a = [a]; send(a); return {a: a[0]}"))
        .isInstanceOf(Outcome.Answers.class);
    assertThat(call("let n = 0; (function f() { if (n++ < 390) f() })(); return n"))
        .isEqualTo(Outcome.of(List.of(Datum.json("391"))));
  }

  @Test
  void aMessageThatIsNestedTooDeepStaysText() throws InterruptedException {
    Script script = scripts.handler(Code.file("a.js", "return typeof msg"), WORDS);
    String deep = "[".repeat(30_000) + "]".repeat(30_000);

    assertThat(script.call(Stage.of("conn-1").saying(deep)))
        .isEqualTo(Outcome.of(List.of(Datum.text("string"))));
  }

  @Test
  void aHundredConnectionsAndABombDoNotDisturbEachOther() throws Exception {
    Script script =
        scripts.handler(
            Code.file(
                "count.js",
                "if (message.bomb) while (true); state.n = (state.n || 0) + 1; return state.n"),
            WORDS);
    List<Future<List<Outcome>>> good = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(101);
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> bad =
          threads.submit(
              () -> {
                Stage scene = Stage.of("bomb").saying("{\"bomb\":true}");
                all.countDown();
                int stopped = 0;
                while (stopped < 3 || !enough.get()) {
                  assertThatThrownBy(() -> script.call(scene))
                      .isInstanceOf(ScriptException.Exceeded.class);
                  stopped++;
                }
                return stopped;
              });
      for (int i = 0; i < 100; i++) {
        Stage scene = Stage.of("conn-" + i).saying("{}");
        good.add(
            threads.submit(
                () -> {
                  all.countDown();
                  all.await();
                  List<Outcome> outcomes = new ArrayList<>();
                  for (int n = 0; n < 20; n++) {
                    outcomes.add(script.call(scene));
                  }
                  return outcomes;
                }));
      }
      for (Future<List<Outcome>> future : good) {
        List<Outcome> expected = new ArrayList<>();
        for (int n = 1; n <= 20; n++) {
          expected.add(Outcome.of(List.of(Datum.json(Integer.toString(n)))));
        }
        assertThat(future.get()).isEqualTo(expected);
      }
      enough.set(true);
      assertThat(bad.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void thoseWhoWereStoppedWaitForOneAnotherAndNotForTheOthers() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    Script script =
        scripts.handler(
            Code.file("a.js", "if (message.bomb) while (true); await shared.get('x'); return 1"),
            WORDS);
    List<Stage> stopped = new ArrayList<>();
    for (String id : List.of("one", "two", "three")) {
      Stage scene =
          Stage.of(id)
              .where(
                  "shared.get",
                  _ -> {
                    inside.incrementAndGet();
                    entered.countDown();
                    leave.await();
                    return Optional.empty();
                  });
      // Given connections whose scripts were stopped
      assertThatThrownBy(() -> script.call(scene.saying("{\"bomb\":true}")))
          .isInstanceOf(ScriptException.Exceeded.class);
      stopped.add(scene.saying("{}"));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // When all of them call again
      List<Future<Outcome>> calls =
          stopped.stream().map(scene -> threads.submit(() -> script.call(scene))).toList();
      entered.await();
      for (int i = 0; i < 1000; i++) {
        script.call(Stage.of("other").saying("{}"));
      }

      // Then one at a time does so, and the others have been served meanwhile
      assertThat(inside).hasValue(1);
      leave.countDown();
      for (Future<Outcome> call : calls) {
        assertThat(call.get()).isInstanceOf(Outcome.Answers.class);
      }
      assertThat(inside).hasValue(3);
    }
  }

  @Test
  void waitingForTheSceneCostsNoTimeOfTheScript() throws Exception {
    Limits brief = new Limits(1_000_000, Duration.ofMillis(500), 1L << 30, 400, 1 << 20, 1000, 64);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Stage scene =
        Stage.of("conn-1")
            .where(
                "shared.get",
                _ -> {
                  asked.countDown();
                  answered.await();
                  return Optional.of(Datum.json("7"));
                });
    try (Scripts strict = Scripts.open(brief);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Script script = strict.handler(Code.file("a.js", "return await shared.get('x')"), WORDS);
      Script other = strict.handler(Code.file("b.js", "return 1"), WORDS);
      Future<Outcome> waiting = threads.submit(() -> script.call(scene));
      asked.await();
      for (int i = 0; i < 1000; i++) {
        other.call(Stage.of("conn-2"));
      }
      answered.countDown();
      assertThat(waiting.get()).isEqualTo(Outcome.of(List.of(Datum.json("7"))));
    }
  }

  @Test
  void whoeverIsInterruptedWhileItWaitsForAScriptStopsIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Stage scene =
        Stage.of("conn-1")
            .where(
                "shared.get",
                _ -> {
                  asked.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                    throw e;
                  }
                  return Optional.empty();
                });
    Script script = scripts.handler(Code.file("a.js", "return await shared.get('x')"), WORDS);
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    script.call(scene);
                  } catch (InterruptedException | RuntimeException e) {
                    caught.complete(e);
                  }
                });
    asked.await();

    caller.interrupt();

    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
    assertThat(interrupted.get()).isTrue();
    // All threads are of use again.
    for (int i = 0; i < 50; i++) {
      assertThat(call("return 1")).isEqualTo(Outcome.of(List.of(Datum.json("1"))));
    }
  }

  @Test
  void closingStopsWhatRuns() throws Exception {
    Limits endless =
        new Limits(Long.MAX_VALUE, Duration.ofDays(1), Long.MAX_VALUE, 400, 1 << 20, 1000, 64);
    Scripts closing = Scripts.open(endless);
    CountDownLatch begun = new CountDownLatch(1);
    Stage scene =
        Stage.of("conn-1")
            .where(
                "send",
                _ -> {
                  begun.countDown();
                  return Optional.empty();
                });
    Script script = closing.handler(Code.file("a.js", "send(1); while (true);"), WORDS);
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                script.call(scene);
              } catch (InterruptedException | RuntimeException e) {
                caught.complete(e);
              }
            });
    begun.await();

    closing.close();

    assertThat(caught.get()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> script.call(scene)).isInstanceOf(IllegalStateException.class);
    await().until(() -> threadsInside(script), List::isEmpty);
  }

  private static List<Thread> threadsInside(Script script) {
    List<Thread> inside = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread instanceof Worker worker) {
        Call call = worker.call();
        if (call != null && call.script == script) {
          inside.add(thread);
        }
      }
    }
    return inside;
  }
}
