package io.fabula.providers.fallback;

import io.fabula.providers.budget.Account;
import io.fabula.providers.budget.Spending;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The providers that write one stream: the first that is well does. For any thread.
public final class Chain {
  private final List<Link> links;
  private final boolean endsOffline;
  private final Account account;
  private final AtomicLong retried;
  private final boolean recorded;

  Chain(
      List<Link> links,
      boolean endsOffline,
      Account account,
      AtomicLong retried,
      boolean recorded) {
    this.links = List.copyOf(links);
    this.endsOffline = endsOffline;
    this.account = account;
    this.retried = retried;
    this.recorded = recorded;
  }

  /// The models in the order in which they are to be asked; none where the provider is `offline`.
  public List<Link> links() {
    return links;
  }

  /// Whether the story may be played from its blueprint while no model is well.
  public boolean endsOffline() {
    return endsOffline;
  }

  /// Whether any model could be called now.
  public boolean anyAdmits() {
    return links.stream().anyMatch(Link::admits);
  }

  /// What is wrong with those that are left alone, in their order.
  public List<String> faults() {
    return links.stream().map(Link::fault).flatMap(Optional::stream).toList();
  }

  /// What this stream has cost so far.
  public Spending spent() {
    return account.spent();
  }

  /// Whether answers are recorded or played: then what is asked must not depend on how long
  /// anything took.
  public boolean recorded() {
    return recorded;
  }

  /// How many calls were repeated so far.
  public long retried() {
    return retried.get();
  }
}
