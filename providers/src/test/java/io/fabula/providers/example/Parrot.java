package io.fabula.providers.example;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import io.fabula.providers.Usage;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A model that says the prompt back, word by word, and needs no network.
///
///     provider: polly
///     providers:
///       polly: { type: parrot }
///
/// `META-INF/services/io.fabula.providers.ProviderType` holds the one line
/// `io.fabula.providers.example.Parrot`.
public final class Parrot implements ProviderType {
  @Override
  public String key() {
    return "parrot";
  }

  @Override
  public Optional<String> defaultModel() {
    return Optional.of("grey");
  }

  @Override
  public LanguageModel open(ProviderSettings settings) {
    return new Model(settings.name(), settings.model());
  }

  private record Model(String provider, String model) implements LanguageModel {
    @Override
    public Answer ask(Prompt prompt) {
      return new Echo(provider, List.of(prompt.user().split("(?<= )", -1)));
    }

    @Override
    public void close() {}
  }

  private static final class Echo implements Answer {
    private final String provider;
    private final int words;
    private final Iterator<String> left;
    private volatile boolean closed;

    Echo(String provider, List<String> words) {
      this.provider = provider;
      this.words = words.size();
      this.left = words.iterator();
    }

    @Override
    public Optional<String> next() {
      if (closed) {
        throw new ProviderException.Cancelled("The call to " + provider + " was cancelled.");
      }
      return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    @Override
    public Usage usage() {
      return left.hasNext() ? Usage.NONE : new Usage(words, words);
    }

    @Override
    public void close() {
      closed = left.hasNext();
    }
  }
}
