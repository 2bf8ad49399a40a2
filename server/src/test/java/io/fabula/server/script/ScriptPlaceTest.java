package io.fabula.server.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where an error is, in the file that the script's author sees.
class ScriptPlaceTest {
  private static Scripts scripts;

  @BeforeAll
  static void open() {
    scripts = Scripts.open(Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    scripts.close();
  }

  private static void call(Code code) throws InterruptedException {
    scripts.handler(code, Stage.WORDS).call(Stage.of("conn-1").saying("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "let x = ;               | a.js:1:9: Expected an operand but found ;",
        "let a = 1;~  let b b;   | a.js:2:9: Expected ; but found b",
        "if (true) {~  return 1; | a.js:2:12: the text ends too early: something is missing or left open",
        "return `unclosed        | a.js:1:17: the text ends too early: something is missing or left open",
        "return \"unclosed        | a.js:1:17: Missing close quote",
        "let a; let a;           | a.js:1:12: Variable \"a\" has already been declared",
        "import x from 'fs'      | a.js:1:1: Expected an operand but found import",
      })
  void syntaxErrorsNameTheirPlace(String text, String message) {
    assertThatThrownBy(() -> call(Code.file("a.js", text.replace('~', '\n'))))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~  throw new Error('mine')   | a.js:2:9: Error: mine",
        "let a;~a.b                   | a.js:2:1: TypeError: Cannot read property 'b' of undefined",
        "nowhere()                    | a.js:1:1: ReferenceError: nowhere is not defined",
        "await null;~~let q = null.x  | a.js:3:9: TypeError: Cannot read property 'x' of null",
        "function f() {~ JSON.parse('{') }~f() | a.js:2:2: SyntaxError: Unexpected end of JSON",
        "throw 'only text'            | a.js:1:1: it threw only text",
        "await new Promise(() => {})  | a.js:1:1: it waits for a promise that nothing resolves",
      })
  void runtimeErrorsNameTheirPlace(String text, String message) {
    assertThatThrownBy(() -> call(Code.file("a.js", text.replace('~', '\n'))))
        .isInstanceOf(ScriptException.Fault.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void insideAnotherFileItIsThatFilesPlace() {
    Code block = Code.block("/chat", "let a = 1;\nlet b = ;\n", new Place("fabula.yaml", 12, 9));
    Code line = Code.line("when", "state.", new Place("fabula.yaml", 20, 15));

    assertThatThrownBy(() -> call(block)).hasMessageStartingWith("fabula.yaml:13:17: ");
    assertThatThrownBy(() -> scripts.condition(line, Stage.WORDS))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageStartingWith("fabula.yaml:20:21: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "}; while (true) {}; {",
        "},state:1}}); while(true){} (function(){return{run(){",
        "},state:1}});(function(){return{run(){",
        "},state:()=>state}}),(function(a,b,c,d,e){return{run:async function(){",
      })
  void aTextCannotLeaveItsFunction(String text) {
    assertThatThrownBy(() -> call(Code.file("a.js", text)))
        .isInstanceOfAny(InvalidDocumentException.class, ScriptException.Exceeded.class);
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    String text = "//" + "x".repeat(300_000);
    assertThatThrownBy(() -> call(Code.file("a.js", text)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("a.js:1:1: the script has 300002 characters; at most 262144 are read");
  }
}
