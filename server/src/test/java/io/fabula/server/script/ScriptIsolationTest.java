package io.fabula.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What scripts cannot reach: the program around them, and each other.
class ScriptIsolationTest {
  private static Scripts scripts;

  @BeforeAll
  static void open() {
    // Looking at everything takes a while in a JVM that has just started.
    scripts = Scripts.open(Limits.DEFAULT.withTime(Duration.ofSeconds(20)));
  }

  @AfterAll
  static void close() {
    scripts.close();
  }

  private static Outcome call(String text) throws InterruptedException {
    return scripts
        .handler(Code.file("evil.js", text), Stage.WORDS)
        .call(Stage.of("conn-1").saying("{}"));
  }

  private static Outcome text(String text) {
    return Outcome.of(List.of(Datum.text(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Java",
        "Polyglot",
        "Packages",
        "java",
        "Graal",
        "load",
        "loadWithNewGlobal",
        "print",
        "printErr",
        "quit",
        "exit",
        "read",
        "readFully",
        "require",
        "process",
        "eval",
        "SharedArrayBuffer",
        "Atomics",
        "ArrayBuffer",
        "Uint8Array",
        "BigInt",
        "Proxy",
        "WebAssembly",
        "Worker",
        "ShadowRealm",
        "WeakRef",
        "FinalizationRegistry",
        "fetch",
        "setTimeout",
        "Debug",
        "Realm",
        "arguments.callee.caller",
        "this",
        "escape",
      })
  void itIsUndefined(String name) throws InterruptedException {
    String probe =
        "try { return typeof "
            + name
            + " } catch (e) { return e instanceof TypeError && 'undefined' }";
    assertThat(call(probe)).isEqualTo(text("undefined"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return (() => {}).constructor('return this')()",
        "return (async () => {}).constructor('return this')()",
        "return (function* () {}).constructor('return this')().next()",
        "return message.constructor.constructor('return this')()",
        "return send.constructor('return this')()",
        "return Reflect.construct(Function, ['return this'])()",
        "return new Function('return this')()",
        "return globalThis['ev' + 'al']('1')",
        "return await import('fs')",
        "return await import('data:text/javascript,export default 1')",
      })
  void noTextBecomesCode(String text) {
    assertThatThrownBy(() -> call(text)).isInstanceOf(ScriptException.Fault.class);
  }

  @Test
  void functionsOfTheSceneAreFunctionsOfTheLanguage() throws InterruptedException {
    assertThat(
            call(
                """
                const seen = [];
                for (const f of [send, rooms.join, shared.get, console.log]) {
                  seen.push(Object.getPrototypeOf(f) === Object.getPrototypeOf(send)
                      || Object.getPrototypeOf(Object.getPrototypeOf(f)) === Object.getPrototypeOf(send),
                    Reflect.ownKeys(f).join());
                }
                return seen.join(' ');
                """))
        .isEqualTo(text("true length,name true length,name true length,name true length,name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "globalThis.leak = 1",
        "leak = 1",
        "Object.prototype.leak = 1",
        "Array.prototype.push = () => {}",
        "Array.prototype[0] = 'leak'",
        "String.prototype.trim = () => 'leak'",
        "Object.prototype.toString = () => 'leak'",
        "Object.defineProperty(Object.prototype, 'then', {get() { return 1 }})",
        "Object.setPrototypeOf(Object.prototype, {leak: 1})",
        "Object.setPrototypeOf(Array.prototype, {leak: 1})",
        "({}).__proto__.leak = 1",
        "JSON.parse = () => 'leak'",
        "JSON.leak = 1",
        "Math.random = () => 4",
        "Promise.prototype.then = () => {}",
        "Date.now = () => 0",
        "(async () => {}).constructor.prototype.leak = 1",
        "Object.getPrototypeOf(function* () {}).leak = 1",
        "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({done: true})",
        "Object.getPrototypeOf(''.matchAll(/x/g)).next = () => ({done: true})",
        "Object.getPrototypeOf(new Map().entries()).next = () => ({done: true})",
        "Error.prepareStackTrace = () => 'leak'; Error.stackTraceLimit = 0",
        "Error.prototype.toString = () => 'leak'",
        "RegExp.prototype.exec = () => null",
        "Symbol.leak = 1",
        "Intl.leak = 1",
        "send.leak = 1",
        "rooms.leak = 1",
        "console.log = () => {}",
        "console.log.leak = 1",
        "Reflect.getPrototypeOf(send).leak = 1",
      })
  void nothingSharedCanBeChanged(String text) {
    assertThatThrownBy(() -> call(text))
        .isInstanceOf(ScriptException.Fault.class)
        .hasMessageContaining("Error: ");
  }

  @Test
  void everythingReachableIsFrozen() throws InterruptedException {
    assertThat(
            call(
                """
                const seen = new Set();
                const soft = [];
                const left = [[globalThis, 'globalThis'], [send, 'send'], [rooms, 'rooms'],
                  [shared, 'shared'], [console, 'console'], [function* () {}, 'v20'], [async () => {}, 'v21'],
                  [async function* () {}, 'v1'], [/x/g, 'v3'], [new Date(), 'v4'],
                  [''.matchAll(/x/g), 'v5'], [''[Symbol.iterator](), 'v6'], [new Map().keys(), 'v7'],
                  [new Set().keys(), 'v8'], [Promise.resolve(), 'v10'],
                  [new WeakMap(), 'v11'], [new Error(), 'v12'], [Symbol.iterator, 'v13'], [[].values(), 'v14'],
                  [new Intl.NumberFormat(), 'v15'], [new Intl.Segmenter().segment(''), 'v16'], [1, 'v17'], ['', 'v18'], [true, 'v19']];
                while (left.length) {
                  const [thing, name] = left.pop();
                  if (Object(thing) !== thing) {
                    if (thing !== null && thing !== undefined && !seen.has(typeof thing)) {
                      seen.add(typeof thing);
                      left.push([Object.getPrototypeOf(thing), typeof thing]);
                    }
                    continue;
                  }
                  if (seen.has(thing)) continue;
                  seen.add(thing);
                  if (!/^v\\d+$/.test(name) && !Object.isFrozen(thing)) soft.push(name);
                  left.push([Object.getPrototypeOf(thing), name + '.__proto__']);
                  if (/^v\\d+$/.test(name)) continue;
                  for (const key of Reflect.ownKeys(thing)) {
                    const d = Reflect.getOwnPropertyDescriptor(thing, key);
                    for (const part of ['value', 'get', 'set']) {
                      if (d[part] !== undefined) left.push([d[part], name + '.' + String(key)]);
                    }
                  }
                }
                return 'soft: ' + soft.join();
                """))
        .isEqualTo(text("soft: "));
  }

  @Test
  void whatMatchedInOneCallIsUnknownInTheNext() throws InterruptedException {
    call("/(sec)(ret)/.test('secret')");
    assertThat(call("return 'seen: ' + RegExp.$1 + RegExp.lastMatch + RegExp['$&']"))
        .isEqualTo(text("seen: undefinedundefinedundefined"));
  }

  @Test
  void aJobThatIsLeftBehindRunsInItsOwnCall() throws InterruptedException {
    Stage scene = Stage.of("conn-1").saying("{}");
    scripts
        .handler(
            Code.file("a.js", "Promise.resolve().then(() => send('late')); return 1"), Stage.WORDS)
        .call(scene);
    assertThat(scene.called()).containsExactly("send[late]");
  }

  /// The policy is the engine's own check that nothing was left open. It refuses the options with
  /// which we go further than it does, so that they are left out here.
  @Test
  void theEngineFindsNothingOpen() {
    try (Engine engine =
        Engine.newBuilder("js")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .option("engine.WarnInterpreterOnly", "false")
            .build()) {
      assertThatCode(
              () -> {
                try (Context context =
                    Engines.contained(engine, Limits.DEFAULT)
                        .sandbox(SandboxPolicy.CONSTRAINED)
                        .build()) {
                  context.eval("js", "1");
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
