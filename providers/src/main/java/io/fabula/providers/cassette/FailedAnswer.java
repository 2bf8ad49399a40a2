package io.fabula.providers.cassette;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.Optional;

/// An answer that never begins.
record FailedAnswer(ProviderException why) implements Answer {
  @Override
  public Optional<String> next() {
    throw why;
  }

  @Override
  public Usage usage() {
    return Usage.NONE;
  }

  @Override
  public void close() {}
}
