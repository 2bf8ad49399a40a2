package io.fabula.generator.author;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Link;
import io.fabula.providers.fallback.Turn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the first provider that is well for a whole answer, and the next one where it fails.
final class Correspondence {
  private final Chain chain;
  private final Editor editor;

  Correspondence(Chain chain, Editor editor) {
    this.chain = chain;
    this.editor = editor;
  }

  /// What has come.
  ///
  /// @param by provider and model
  /// @param cut why the text breaks off, where it does
  record Reply(String text, String by, Optional<String> cut) {}

  /// Blocks until the answer is complete.
  ///
  /// @throws ProviderException where none answers: the latest failure
  Reply ask(int round, Prompt prompt) throws InterruptedException {
    @Nullable ProviderException latest = null;
    for (Link link : chain.links()) {
      Optional<Turn> entered = link.enter();
      if (entered.isEmpty()) {
        continue;
      }
      Turn turn = entered.get();
      boolean settled = false;
      try {
        editor.asks(round, link.provider());
        Reply reply = read(turn.model(), prompt);
        turn.succeeded();
        settled = true;
        return reply;
      } catch (ProviderException e) {
        settled = true;
        turn.failed(e);
        if (e instanceof ProviderException.Cancelled) {
          throw e;
        }
        latest = e;
      } finally {
        if (!settled) {
          turn.abandoned();
        }
      }
    }
    throw latest != null
        ? latest
        : new ProviderException.Retriable(
            "no provider can be asked at present: " + String.join("; ", chain.faults()));
  }

  private Reply read(LanguageModel model, Prompt prompt) throws InterruptedException {
    String by = "%s (%s)".formatted(model.provider(), model.model());
    StringBuilder text = new StringBuilder();
    try (Answer answer = model.ask(prompt)) {
      for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
        text.append(piece.get());
        editor.receives(text.length());
        if (text.length() > Blueprint.MAX_BYTES / 4) {
          return new Reply("", by, Optional.of("the answer was longer than any blueprint may be."));
        }
      }
    } catch (ProviderException.Retriable e) {
      if (text.isEmpty()) {
        throw e;
      }
      // It was written, but not to its end: a round of its own, not a provider that is unwell.
      return new Reply(text.toString(), by, Optional.of(String.valueOf(e.getMessage())));
    }
    return new Reply(text.toString(), by, Optional.empty());
  }
}
