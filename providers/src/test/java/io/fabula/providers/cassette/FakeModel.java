package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.Optional;
import java.util.function.Function;

/// A model that answers as one function says.
record FakeModel(Function<Prompt, Answer> answers) implements LanguageModel {
  static final Usage USAGE = new Usage(11, 7, 3);

  static FakeModel saying(String... pieces) {
    return new FakeModel(_ -> new Scripted(pieces, false));
  }

  static FakeModel cutAfter(String... pieces) {
    return new FakeModel(_ -> new Scripted(pieces, true));
  }

  @Override
  public String provider() {
    return "local";
  }

  @Override
  public String model() {
    return "llama";
  }

  @Override
  public Answer ask(Prompt prompt) {
    return answers.apply(prompt);
  }

  @Override
  public void close() {}

  private static final class Scripted implements Answer {
    private final String[] pieces;
    private final boolean cut;
    private int read;

    Scripted(String[] pieces, boolean cut) {
      this.pieces = pieces;
      this.cut = cut;
    }

    @Override
    public Optional<String> next() {
      if (read < pieces.length) {
        return Optional.of(pieces[read++]);
      }
      if (cut) {
        throw new ProviderException.Retriable("cut");
      }
      return Optional.empty();
    }

    @Override
    public Usage usage() {
      return read == pieces.length && !cut ? USAGE : Usage.NONE;
    }

    @Override
    public void close() {}
  }
}
