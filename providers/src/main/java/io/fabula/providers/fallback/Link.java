package io.fabula.providers.fallback;

import io.fabula.providers.LanguageModel;
import java.util.Optional;

/// One provider in the chain of one stream. What says that the provider is unwell keeps all streams
/// from it for its cool-down; what concerns this stream alone (its budget, a prompt that is
/// refused, a model that cannot write this story) keeps only this one. For any thread.
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

  /// The name under `providers:` in the config.
  public String provider() {
    return model.provider();
  }

  /// The vendor's name of the model.
  public String modelName() {
    return model.model();
  }

  /// The right to one call; empty while the provider is left alone.
  public Optional<Turn> enter() {
    Optional<Breaker.Pass> own = ofThis.enter();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    Optional<Breaker.Pass> all = ofAll.enter();
    if (all.isEmpty()) {
      ofThis.abandoned(own.get());
      return Optional.empty();
    }
    return Optional.of(new Turn(this, model, ofAll, all.get(), ofThis, own.get()));
  }

  /// Whether [#enter] would let a call through.
  public boolean admits() {
    return ofThis.admits() && ofAll.admits();
  }

  /// Waits while somebody else's call tries whether the provider is well again.
  ///
  /// @return whether anybody was trying
  public boolean awaitTrial() throws InterruptedException {
    return ofThis.awaitTrial() || ofAll.awaitTrial();
  }

  void spent(boolean now) {
    spent = now;
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
