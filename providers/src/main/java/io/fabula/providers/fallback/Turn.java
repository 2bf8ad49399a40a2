package io.fabula.providers.fallback;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Rejected;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.ProviderException.TooLong;
import java.time.Duration;

/// The right to call a provider, given back by saying how it went. For one thread.
///
///     Optional<Turn> turn = link.enter();
///     try (Answer answer = turn.get().model().ask(prompt)) {
///       ...
///       turn.get().succeeded();
///     } catch (ProviderException e) {
///       turn.get().failed(e);
///     }
public final class Turn {
  private final Link link;
  private final LanguageModel model;
  private final Breaker ofAll;
  private final Breaker.Pass all;
  private final Breaker ofThis;
  private final Breaker.Pass own;

  Turn(
      Link link,
      LanguageModel model,
      Breaker ofAll,
      Breaker.Pass all,
      Breaker ofThis,
      Breaker.Pass own) {
    this.link = link;
    this.model = model;
    this.ofAll = ofAll;
    this.all = all;
    this.ofThis = ofThis;
    this.own = own;
  }

  public LanguageModel model() {
    return model;
  }

  /// The provider has answered.
  public void succeeded() {
    link.spent(false);
    ofAll.succeeded(all);
    ofThis.succeeded(own);
  }

  /// The call failed for good.
  public void failed(ProviderException e) {
    String why = String.valueOf(e.getMessage());
    link.spent(e instanceof Spent);
    switch (e) {
      case Retriable retriable -> {
        ofThis.abandoned(own);
        ofAll.failed(all, why, retriable.retryAfter().orElse(Duration.ZERO));
      }
      case Misconfigured _ -> {
        ofThis.abandoned(own);
        ofAll.failed(all, why, Duration.ZERO);
      }
      case Rejected _, Refused _, TooLong _, Spent _ -> {
        ofAll.abandoned(all);
        ofThis.failed(own, why, Duration.ZERO);
      }
      case Cancelled _ -> abandoned();
    }
  }

  /// The provider answers, but not with what this story needs.
  public void useless(String why) {
    ofAll.succeeded(all);
    ofThis.failed(own, why, Duration.ZERO);
  }

  /// The call was given up on this side.
  public void abandoned() {
    ofAll.abandoned(all);
    ofThis.abandoned(own);
  }
}
