package io.fabula.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The examples of `docs/scripts.md` do what it says beside them.
class ScriptDocumentationTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```js\\n(.*?)```");

  /// An example: the script, and what the comments around it say.
  private record Example(String text) {
    List<String> told(String name) {
      String start = "// " + name + ": ";
      return text.lines()
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()))
          .toList();
    }

    boolean transform() {
      return text.startsWith("// transform\n");
    }

    String script() {
      return text.replaceAll("(?m)^// (transform|(in|out|calls|state|error): .*)\\n", "");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyExampleDoesWhatItSays() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/scripts.md")));
    List<Example> examples = new ArrayList<>();
    while (block.find()) {
      examples.add(new Example(block.group(1)));
    }
    assertThat(examples).hasSizeGreaterThan(12);
    return examples.stream()
        .map(example -> DynamicTest.dynamicTest(example.script(), () -> runs(example)));
  }

  private static void runs(Example example) throws InterruptedException {
    Stage scene =
        Stage.of("conn-1")
            .saying(example.told("in").getFirst())
            .where("shared.incr", _ -> Optional.of(Datum.json("1")));
    Code code = Code.file("example.js", example.script());
    try (Scripts scripts = Scripts.open(Limits.DEFAULT)) {
      Running script =
          example.transform()
              ? changed(scripts.transform(code, Vocabulary.NONE))
              : at -> wires(scripts.handler(code, Stage.WORDS).call(at));
      Optional<String> error = example.told("error").stream().findFirst();
      if (error.isPresent()) {
        assertThatThrownBy(() -> script.call(scene))
            .isInstanceOf(ScriptException.class)
            .hasMessageStartingWith("example.js:" + error.get());
        return;
      }
      assertThat(script.call(scene)).isEqualTo(example.told("out"));
      assertThat(
              scene.called().stream()
                  .map(call -> call.replace('[', '(').replace(']', ')'))
                  .toList())
          .isEqualTo(example.told("calls"));
      example.told("state").forEach(json -> assertThat(scene.state().json()).contains(json));
    }
  }

  /// A script that is ready to be called.
  private interface Running {
    List<String> call(Stage scene) throws InterruptedException;
  }

  private static Running changed(Transform transform) {
    return at ->
        switch (transform.of(at)) {
          case Transform.Change.None() -> at.message().stream().toList();
          case Transform.Change.Into(List<Datum> values) ->
              values.stream().map(Datum::wire).toList();
        };
  }

  private static List<String> wires(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing() -> List.of();
      case Outcome.Answers(List<Datum> values) -> values.stream().map(Datum::wire).toList();
    };
  }
}
