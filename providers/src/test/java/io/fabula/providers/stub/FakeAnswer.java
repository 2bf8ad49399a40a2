package io.fabula.providers.stub;

import io.fabula.providers.Answer;
import io.fabula.providers.ProviderException;
import io.fabula.providers.Usage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// An answer that is there at once: some pieces, and an end or a failure.
public final class FakeAnswer implements Answer {
  private final Queue<String> pieces;
  private final Usage told;
  private final Optional<ProviderException> failure;
  private Usage usage = Usage.NONE;

  private FakeAnswer(List<String> pieces, Usage told, Optional<ProviderException> failure) {
    this.pieces = new ArrayDeque<>(pieces);
    this.told = told;
    this.failure = failure;
  }

  /// Writes these pieces and reports that usage at the end.
  public static FakeAnswer saying(Usage usage, String... pieces) {
    return new FakeAnswer(List.of(pieces), usage, Optional.empty());
  }

  /// Writes these pieces and fails.
  public static FakeAnswer failing(ProviderException failure, String... pieces) {
    return new FakeAnswer(List.of(pieces), Usage.NONE, Optional.of(failure));
  }

  @Override
  public Optional<String> next() {
    if (!pieces.isEmpty()) {
      return Optional.of(pieces.remove());
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    usage = told;
    return Optional.empty();
  }

  @Override
  public Usage usage() {
    return usage;
  }

  @Override
  public void close() {}
}
