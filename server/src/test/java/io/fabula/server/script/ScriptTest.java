package io.fabula.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What scripts see and what becomes of what they return.
class ScriptTest {
  private static Scripts scripts;

  @BeforeAll
  static void open() {
    scripts = Scripts.open(Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    scripts.close();
  }

  private static List<Datum> answers(String text, Scene scene) throws InterruptedException {
    return answers(scripts.handler(Code.file("chat.js", text), Stage.WORDS), scene);
  }

  private static List<Datum> answers(Script script, Scene scene) throws InterruptedException {
    return switch (script.call(scene)) {
      case Outcome.Nothing() -> List.of();
      case Outcome.Answers(List<Datum> values) -> values;
    };
  }

  private static List<Datum> transformed(String text, String message) throws InterruptedException {
    return changed(text, Stage.of("conn-7").saying(message));
  }

  private static List<Datum> changed(String text, Scene scene) throws InterruptedException {
    Transform script = scripts.transform(Code.file("transform.js", text), Vocabulary.NONE);
    return switch (script.of(scene)) {
      case Transform.Change.None() -> throw new AssertionError("unchanged");
      case Transform.Change.Into(List<Datum> values) -> values;
    };
  }

  @Test
  void theGuidesScriptWithAStateOfItsOwnCountsMessages() throws InterruptedException {
    Script script =
        scripts.handler(
            Code.file(
                "custom.js",
                """
                // Access connection state
                const state = connection.state || { messageCount: 0 };
                state.messageCount++;
                connection.state = state;

                // Parse incoming message
                const msg = JSON.parse(message.text);

                // Generate response
                return {
                  type: "response",
                  request_id: msg.id,
                  message_number: state.messageCount,
                  recent: Date.now() > 1700000000000
                };
                """),
            Stage.WORDS);
    Stage first = Stage.of("conn-1");
    Stage second = Stage.of("conn-2");

    answers(script, first.saying("{\"id\":1}"));
    List<Datum> again = answers(script, first.saying("{\"id\":2}"));
    List<Datum> other = answers(script, second.saying("{\"id\":3}"));

    String expected =
        "{\"type\":\"response\",\"request_id\":%d,\"message_number\":%d,\"recent\":true}";
    assertThat(again).containsExactly(Datum.json(expected.formatted(2, 2)));
    assertThat(other).containsExactly(Datum.json(expected.formatted(3, 1)));
  }

  @Test
  void oneValueIsOneAnswerAListSeveralAndNothingNone() throws InterruptedException {
    Stage scene = Stage.of("conn-1");

    assertThat(answers("return {a: 1}", scene)).containsExactly(Datum.json("{\"a\":1}"));
    assertThat(answers("return 'as it is'", scene)).containsExactly(Datum.text("as it is"));
    assertThat(answers("return [1, 'two', null, undefined, {b: 3}]", scene))
        .containsExactly(Datum.json("1"), Datum.text("two"), Datum.json("{\"b\":3}"));
    assertThat(answers("return", scene)).isEmpty();
    assertThat(answers("return null", scene)).isEmpty();
    assertThat(answers("return []", scene)).isEmpty();
    assertThat(answers("", scene)).isEmpty();
  }

  @Test
  void fieldsOfTheMessageComeFirstAndItsTextIsThereToo() throws InterruptedException {
    String text = "return [message.room, message.text, message]";
    Stage scene = Stage.of("conn-1");

    assertThat(answers(text, scene.saying("{\"room\":\"a\"}")))
        .containsExactly(
            Datum.text("a"), Datum.text("{\"room\":\"a\"}"), Datum.json("{\"room\":\"a\"}"));
    assertThat(answers(text, scene.saying("{\"room\":\"a\",\"text\":\"hello\"}")))
        .containsExactly(
            Datum.text("a"),
            Datum.text("hello"),
            Datum.json("{\"room\":\"a\",\"text\":\"hello\"}"));
    assertThat(answers(text, scene.saying("no JSON")))
        .containsExactly(Datum.text("no JSON"), Datum.text("no JSON"));
    assertThat(answers("return typeof message", scene)).containsExactly(Datum.text("undefined"));
  }

  @Test
  void theConnectionTellsItsIdPathAndHeaders() throws InterruptedException {
    assertThat(
            answers(
                "return [connection.id, connection.path, connection.headers['user-agent']]",
                Stage.of("conn-1")))
        .containsExactly(Datum.text("conn-1"), Datum.text("/chat"), Datum.text("test"));
  }

  @Test
  void functionsOfTheSceneGetValuesAndGiveThem() throws InterruptedException {
    Stage scene =
        Stage.of("conn-1")
            .saying("{\"room\":\"red\"}")
            .where("rooms.members", _ -> Optional.of(Datum.json("[\"conn-1\",\"conn-2\"]")))
            .where("shared.incr", _ -> Optional.of(Datum.json("42")));

    List<Datum> answers =
        answers(
            """
            rooms.join(message.room);
            broadcast(message.room, {type: "joined", who: connection.id});
            send("just text");
            close(4000, "bye");
            const count = await shared.incr("counter");
            const none = await shared.get("missing") || 0;
            const later = await shared.get("x").then(() => "then");
            return {count, none, later, members: rooms.members(message.room).length};
            """,
            scene);

    assertThat(answers)
        .containsExactly(Datum.json("{\"count\":42,\"none\":0,\"later\":\"then\",\"members\":2}"));
    assertThat(scene.called())
        .containsExactly(
            "rooms.join[red]",
            "broadcast[red, {\"type\":\"joined\",\"who\":\"conn-1\"}]",
            "send[just text]",
            "close[4000, bye]",
            "shared.incr[counter]",
            "shared.get[missing]",
            "shared.get[x]",
            "rooms.members[red]");
  }

  @Test
  void whatTheSceneDoesNotOfferIsNotThere() throws InterruptedException {
    assertThat(transformed("return typeof rooms + ' ' + typeof send", "{}"))
        .containsExactly(Datum.text("undefined undefined"));
  }

  @Test
  void anErrorOfTheSceneCanBeCaughtInTheScript() throws InterruptedException {
    Stage scene =
        Stage.of("conn-1")
            .where(
                "rooms.join",
                _ -> {
                  throw new IllegalArgumentException("the room is full");
                })
            .where(
                "shared.get",
                _ -> {
                  throw new IllegalArgumentException("the store is away");
                });

    assertThat(
            answers(
                """
                const said = [];
                try { rooms.join("red") } catch (e) { said.push(e.message, e instanceof Error) }
                try { await shared.get("k") } catch (e) { said.push(e.message) }
                return said
                """,
                scene))
        .containsExactly(
            Datum.text("the room is full"), Datum.json("true"), Datum.text("the store is away"));
    assertThatThrownBy(() -> answers("\n  rooms.join('red')", scene))
        .isInstanceOf(ScriptException.Fault.class)
        .hasMessage("chat.js:2:3: Error: the room is full");
  }

  @Test
  void anythingElseTheSceneThrowsComesOutOfTheCall() {
    Stage scene =
        Stage.of("conn-1")
            .where(
                "send",
                _ -> {
                  throw new IllegalStateException("our own fault");
                });

    assertThatThrownBy(() -> answers("try { send(1) } catch (e) { return 'caught' }", scene))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("our own fault");
  }

  @Test
  void stateIsPlainDataThatSurvivesBetweenScriptsOfAConnection() throws InterruptedException {
    Stage scene = Stage.of("conn-1").remembering("{\"authenticated\":false,\"subscriptions\":[]}");
    String auth = "state.authenticated = message.token === 'valid'; return state.authenticated";
    String subscribe = "state.subscriptions.push(message.channel, new Date(0))";

    answers(auth, scene.saying("{\"token\":\"valid\"}"));
    answers(subscribe, scene.saying("{\"channel\":\"news\"}"));

    assertThat(scene.state().json())
        .contains(
            "{\"authenticated\":true,\"subscriptions\":[\"news\",\"1970-01-01T00:00:00.000Z\"]}");
  }

  @Test
  void stateMayBeReplacedAndForgotten() throws InterruptedException {
    Stage scene = Stage.of("conn-1");

    answers("state = {step: 1}", scene);
    assertThat(scene.state().json()).contains("{\"step\":1}");
    answers("connection.state = {step: state.step + 1}", scene);
    assertThat(scene.state().json()).contains("{\"step\":2}");
    answers("connection['st' + 'ate'].step++", scene);
    assertThat(scene.state().json()).contains("{\"step\":3}");
    answers("st\\u0061te.step++", scene);
    assertThat(scene.state().json()).contains("{\"step\":4}");
    answers("connection.state = null", scene);
    assertThat(scene.state().json()).isEmpty();
  }

  @Test
  void aCallThatFailsLeavesTheStateAsItWas() throws InterruptedException {
    Stage scene = Stage.of("conn-1").remembering("{\"n\":1}");

    assertThatThrownBy(() -> answers("state.n = 2; throw new Error('no')", scene))
        .isInstanceOf(ScriptException.Fault.class);

    assertThat(scene.state().json()).contains("{\"n\":1}");
    assertThat(answers("return state.n", scene)).containsExactly(Datum.json("1"));
  }

  @Test
  void aConditionIsTrueOrNotAndChangesNothing() throws InterruptedException {
    Stage scene = Stage.of("conn-1").remembering("{\"authenticated\":true}");
    Condition condition =
        scripts.condition(
            Code.line("when", "state.authenticated && message.n > 1", START), Stage.WORDS);
    Condition greedy =
        scripts.condition(Code.line("when", "state.seen = 'yes'", START), Stage.WORDS);

    assertThat(condition.holds(scene.saying("{\"n\":2}"))).isTrue();
    assertThat(condition.holds(scene.saying("{\"n\":1}"))).isFalse();
    assertThat(greedy.holds(scene)).isTrue();
    assertThat(scene.state().json()).contains("{\"authenticated\":true}");
  }

  private static final io.fabula.generator.document.Place START =
      new io.fabula.generator.document.Place("fabula.yaml", 3, 11);

  @Test
  void whatATransformReturnsTakesTheMessagesPlace() throws InterruptedException {
    assertThat(transformed("msg.by = connection.id; return msg", "{\"a\":1}"))
        .containsExactly(Datum.json("{\"a\":1,\"by\":\"conn-7\"}"));
    assertThat(transformed("delete msg.internal_id; return msg", "{\"internal_id\":5,\"b\":2}"))
        .containsExactly(Datum.json("{\"b\":2}"));
    assertThat(transformed("return msg.toUpperCase()", "hello"))
        .containsExactly(Datum.text("HELLO"));
    assertThat(transformed("return {...message, c: 3}", "{\"a\":1}"))
        .containsExactly(Datum.json("{\"a\":1,\"c\":3}"));
  }

  @Test
  void aTransformThatReturnsNothingMeansTheMessageAsItIsNow() throws InterruptedException {
    assertThat(transformed("message.a++", "{\"a\":1}")).containsExactly(Datum.json("{\"a\":2}"));
    assertThat(transformed("message.text = message.text + '!'", "hello"))
        .containsExactly(Datum.text("hello!"));
    assertThat(transformed("message.text = message.text.trim(); return message", " {\"a\":1} "))
        .containsExactly(Datum.text("{\"a\":1}"));
    assertThat(transformed("message.kind = 'note'; return message", "hello"))
        .containsExactly(Datum.json("{\"kind\":\"note\"}"));
    assertThat(transformed("message.text = 'new'", "{\"text\":\"old\"}"))
        .containsExactly(Datum.json("{\"text\":\"new\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "return",
        "return message",
        "return msg",
        "return message.a === 2 ? null : undefined",
        "message.x = 1; delete message.x",
        "export default msg => msg",
        "export default msg => {}",
      })
  void whatATransformDoesNotChangeStaysAsItCame(String text) throws InterruptedException {
    Transform transform = scripts.transform(Code.file("transform.js", text), Vocabulary.NONE);
    for (String message :
        List.of(
            "hello", "{ \"id\": 9007199254740993, \"a\": 1.0 }", "[ 1, 2 ]", "{broken", "{}", "")) {
      assertThat(transform.of(Stage.of("conn-7").saying(message)))
          .isEqualTo(new Transform.Change.None());
    }
    assertThat(transform.of(Stage.of("conn-7").sayingBytes("AAH/")))
        .isEqualTo(new Transform.Change.None());
  }

  @Test
  void aTransformDropsAndMultipliesMessages() throws InterruptedException {
    assertThat(transformed("if (msg.secret) return null", "{\"secret\":true}")).isEmpty();
    assertThat(transformed("return []", "{}")).isEmpty();
    assertThat(transformed("return [message, 'and', {b: 2}]", "{ \"a\": 1 }"))
        .containsExactly(Datum.json("{ \"a\": 1 }"), Datum.text("and"), Datum.json("{\"b\":2}"));
    assertThat(transformed("return [msg, msg]", "hello"))
        .containsExactly(Datum.text("hello"), Datum.text("hello"));
  }

  @Test
  void aMessageThatIsAListStaysOneMessage() throws InterruptedException {
    assertThat(transformed("msg.push(3); return msg", "[1,2]"))
        .containsExactly(Datum.json("[1,2,3]"));
    assertThat(transformed("msg.push(3)", "[1,2]")).containsExactly(Datum.json("[1,2,3]"));
    assertThat(transformed("return [msg.map(x => x * 2)]", "[1,2]"))
        .containsExactly(Datum.json("[2,4]"));
    assertThat(transformed("return msg.map(x => x * 2)", "[1,2]"))
        .containsExactly(Datum.json("2"), Datum.json("4"));
    assertThat(answers("return msg", Stage.of("conn-1").saying("[1, 2]")))
        .containsExactly(Datum.json("[1, 2]"));
  }

  @Test
  void binaryMessagesAreBase64() throws InterruptedException {
    Stage scene = Stage.of("conn-7").sayingBytes("AAH/");

    assertThat(changed("return [typeof message.text, message.binary, msg.binary]", scene))
        .containsExactly(Datum.text("undefined"), Datum.text("AAH/"), Datum.text("AAH/"));
    assertThat(changed("message.binary = 'BBBB'", scene)).containsExactly(new Datum.Binary("BBBB"));
    assertThat(changed("return [{binary: 'AAAA'}, {binary: 'AAAA', a: 1}, message]", scene))
        .containsExactly(
            new Datum.Binary("AAAA"),
            Datum.json("{\"binary\":\"AAAA\",\"a\":1}"),
            new Datum.Binary("AAH/"));
    assertThat(changed("return null", scene)).isEmpty();
    assertThatThrownBy(() -> changed("\nreturn {binary: 'no base64'}", scene))
        .isInstanceOf(ScriptException.Fault.class)
        .hasMessage("transform.js:1:1: it returns a 'binary' that is not base64");
  }

  @Test
  void aHandlerThatReturnsItsMessageEchoesIt() throws InterruptedException {
    assertThat(answers("return message", Stage.of("conn-1").saying("{ \"a\": 1 }")))
        .containsExactly(Datum.json("{ \"a\": 1 }"));
    assertThat(answers("return message", Stage.of("conn-1").saying("hello")))
        .containsExactly(Datum.text("hello"));
    assertThat(answers("return message", Stage.of("conn-1").sayingBytes("AAH/")))
        .containsExactly(new Datum.Binary("AAH/"));
    assertThat(answers("return message", Stage.of("conn-1"))).isEmpty();
  }

  @Test
  void textThatIsNoObjectOrListStaysText() throws InterruptedException {
    assertThat(transformed("return typeof msg + ':' + msg", "\"quoted\""))
        .containsExactly(Datum.text("string:\"quoted\""));
    assertThat(transformed("return typeof msg", "42")).containsExactly(Datum.text("string"));
    assertThat(transformed("return typeof msg", "{broken")).containsExactly(Datum.text("string"));
  }

  @Test
  void aTransformMayBeAModule() throws InterruptedException {
    String module =
        """
        const prefix = "x-";
        export default function transform(msg, connection) {
          return {...msg, id: prefix + msg.id, by: connection.id};
        }
        """;
    assertThat(transformed(module, "{\"id\":1}"))
        .containsExactly(Datum.json("{\"id\":\"x-1\",\"by\":\"conn-7\"}"));
    assertThat(transformed("export default async msg => { await null; return msg.a }", "{\"a\":1}"))
        .containsExactly(Datum.json("1"));
  }

  @Test
  void aScriptMayUseNamesThatItAlsoFinds() throws InterruptedException {
    assertThat(
            answers(
                "const msg = 1, state = 2, message = 3, send = 4; return msg + state + message",
                Stage.of("conn-1")))
        .containsExactly(Datum.json("6"));
  }

  @Test
  void whatIsRunBeforeAllOthersComesToItsEnd() throws InterruptedException {
    Stage scene = Stage.of("conn-1").saying("{\"type\":\"rehearsal\"}");

    // It has the time that Rehearsal gives it, since it loads the classes of the engine.
    try (Scripts patient = Scripts.open(Limits.DEFAULT.withTime(Rehearsal.TIME))) {
      assertThat(answers(Rehearsal.script(patient), scene)).hasSize(2);
    }
    assertThat(scene.state().json()).contains("{\"calls\":1,\"list\":[3]}");
  }

  @Test
  void objectsMayHaveFieldsNamedLikeMethods() throws InterruptedException {
    assertThat(
            answers(
                """
                const counts = {};
                for (const word of ["constructor", "toString", "constructor"]) {
                  counts[word] = Object.hasOwn(counts, word) ? counts[word] + 1 : 1;
                }
                const error = new Error("m");
                error.name = "Mine";
                return [counts, String(error)];
                """,
                Stage.of("conn-1")))
        .containsExactly(Datum.json("{\"constructor\":2,\"toString\":1}"), Datum.text("Mine: m"));
  }
}
