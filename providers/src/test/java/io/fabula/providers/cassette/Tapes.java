package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Usage;
import io.fabula.providers.cassette.Cassettes.Mode;
import io.fabula.providers.cassette.Cassettes.Speed;
import io.fabula.providers.cassette.Cassettes.Waiting;
import io.fabula.providers.stub.FakeAnswer;
import io.fabula.providers.stub.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder of recordings and what the tests do with it.
record Tapes(Path dir) {
  static final Usage USAGE = new Usage(11, 7, 3);

  static final ProviderSettings LOCAL = ProviderSettings.of("local", "ollama", "llama");

  private static final Waiting STANDING_STILL = new Waiting(() -> 0, (_, _) -> {});

  static final Prompt PROMPT = prompt("Write the next 10 events.");

  static Prompt prompt(String user) {
    return new Prompt("You tell stories.", user, Optional.empty(), 1000);
  }

  LanguageModel model(Mode mode, LanguageModel real) {
    return Cassettes.of(mode, dir, Speed.FULL).around(LOCAL, () -> real);
  }

  LanguageModel replay(ProviderSettings settings) {
    return Cassettes.of(Mode.REPLAY, dir, Speed.FULL)
        .around(
            settings,
            () -> {
              throw new AssertionError("a replay opens no model");
            });
  }

  /// Records an answer whose every piece comes at once, however slow the machine is.
  void record(ProviderSettings settings, Prompt prompt, String... pieces)
      throws InterruptedException {
    read(
        Cassettes.of(Mode.RECORD, dir, Speed.FULL, STANDING_STILL)
            .around(settings, () -> saying(pieces))
            .ask(prompt));
  }

  Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      if (found.size() != 1) {
        throw new AssertionError("not one file but " + found);
      }
      return found.getFirst();
    }
  }

  static List<String> read(Answer answer) throws InterruptedException {
    List<String> pieces = new ArrayList<>();
    try (answer) {
      for (Optional<String> piece = answer.next(); piece.isPresent(); piece = answer.next()) {
        pieces.add(piece.get());
      }
    }
    return pieces;
  }

  /// A model that writes these pieces.
  static FakeModel saying(String... pieces) {
    return new FakeModel(_ -> FakeAnswer.saying(USAGE, pieces));
  }

  /// A model that breaks off after these pieces.
  static FakeModel cutAfter(String... pieces) {
    return new FakeModel(_ -> FakeAnswer.failing(new ProviderException.Retriable("cut"), pieces));
  }
}
