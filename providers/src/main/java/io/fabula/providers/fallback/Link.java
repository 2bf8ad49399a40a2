package io.fabula.providers.fallback;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderException.Cancelled;
import io.fabula.providers.ProviderException.Misconfigured;
import io.fabula.providers.ProviderException.Refused;
import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderException.Spent;
import io.fabula.providers.ProviderException.TooLong;
import java.time.Duration;
import java.util.Optional;

/// One provider in the chain of one stream. What says that the provider is unwell keeps all streams
/// from it for its cool-down; what concerns this stream alone (its budget, a prompt that is refused,
/// a model that cannot write this story) keeps only this one. For any thread.
///
///     if (link.enter()) {
///       try {
///         ... link.model() ...
///         link.succeeded();
///       } catch (ProviderException e) {
///         link.failed(e);
///       }
///     }
public final class Link {
  private final LanguageModel model;
  private final Breaker ofAll;
  private final Breaker ofThis;
  private volatile boolean spent;

  Link(LanguageModel model, Breaker ofAll, Breaker ofThis) {
    this.model = model;
    this.ofAll = ofAll;
    this.ofThis = ofThis;
  }

  public LanguageModel model() {
    return model;
  }

  /// Whether a call may be made now. Where the answer is yes, one of [#succeeded], [#failed],
  /// [#useless] and [#abandoned] must follow.
  public boolean enter() {
    if (!ofThis.enter()) {
      return false;
    }
    if (!ofAll.enter()) {
      ofThis.abandoned();
      return false;
    }
    return true;
  }

  /// Whether [#enter] would let a call through.
  public boolean admits() {
    return ofThis.admits() && ofAll.admits();
  }

  /// The provider has answered.
  public void succeeded() {
    spent = false;
    ofAll.succeeded();
    ofThis.succeeded();
  }

  /// The call failed for good.
  public void failed(ProviderException e) {
    String why = String.valueOf(e.getMessage());
    spent = e instanceof Spent;
    switch (e) {
      case Retriable retriable -> {
        ofThis.abandoned();
        ofAll.failed(why, retriable.retryAfter().orElse(Duration.ZERO));
      }
      case Misconfigured _ -> {
        ofThis.abandoned();
        ofAll.failed(why, Duration.ZERO);
      }
      case Refused _, TooLong _, Spent _ -> {
        ofAll.abandoned();
        ofThis.failed(why, Duration.ZERO);
      }
      case Cancelled _ -> abandoned();
    }
  }

  /// The provider answers, but not with what this story needs.
  public void useless(String why) {
    ofAll.succeeded();
    ofThis.failed(why, Duration.ZERO);
  }

  /// The call was given up on this side.
  public void abandoned() {
    ofAll.abandoned();
    ofThis.abandoned();
  }

  /// Whether it is the budget that keeps this stream from the provider.
  public boolean spent() {
    return spent;
  }

  /// Why the provider is left alone; empty while it is well.
  public Optional<String> fault() {
    return ofThis.fault().or(ofAll::fault);
  }
}
