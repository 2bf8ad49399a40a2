package io.fabula.providers.fallback;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Providers;
import io.fabula.providers.budget.Account;
import io.fabula.providers.budget.Budget;
import io.fabula.providers.cassette.Cassettes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The configured providers by name. A model is opened when it is first wanted and closed with
/// this. For any thread.
///
/// What a stream gets is wrapped, from the inside out: the vendor's adapter; the budget, which
/// refuses calls; the cassettes, whose recordings cost nothing; the tries.
public final class Models implements AutoCloseable {
  /// The provider that always exists: it plays blueprints and never calls anyone.
  public static final String OFFLINE = "offline";

  private final Map<String, ProviderSettings> settings;
  private final String byDefault;
  private final Budget budget;
  private final Cassettes cassettes;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Map<String, LanguageModel> open = new TreeMap<>();
  private final Map<String, Breaker> breakers = new TreeMap<>();
  private boolean closed;

  /// The models of a configuration.
  ///
  /// @param settings by name; none is called `offline`
  /// @param byDefault the provider of narratives that name none
  /// @param random for the jitter of repeated calls; for any thread
  /// @throws IllegalArgumentException where `byDefault` is not configured
  public Models(
      Map<String, ProviderSettings> settings,
      String byDefault,
      Budget budget,
      Cassettes cassettes,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.settings = new TreeMap<>(settings);
    this.byDefault = byDefault;
    this.budget = budget;
    this.cassettes = cassettes;
    this.nanoTime = nanoTime;
    this.random = random;
    mustExist(byDefault);
  }

  /// Nothing but `offline`.
  public static Models offline() {
    return of(Map.of(), OFFLINE);
  }

  /// Models that may cost what they cost and are not recorded.
  ///
  /// @param settings by name
  /// @param byDefault the provider of narratives that name none
  public static Models of(Map<String, ProviderSettings> settings, String byDefault) {
    return new Models(
        settings,
        byDefault,
        Budget.unlimited(),
        Cassettes.of(Cassettes.Mode.OFF, Path.of("cassettes"), Cassettes.Speed.FULL),
        System::nanoTime,
        new SecureRandom());
  }

  /// The providers that write a new stream: the named one, then its fallbacks. Only the fallbacks
  /// of the first count, and `offline` ends the chain.
  ///
  /// @param provider its name; the default where it is empty
  /// @throws IllegalArgumentException where one is not configured or cannot be opened
  public synchronized Chain chain(Optional<String> provider) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    String first = provider.orElse(byDefault);
    mustExist(first);
    Set<String> names = new LinkedHashSet<>(List.of(first));
    Optional.ofNullable(settings.get(first))
        .ifPresent(found -> names.addAll(found.recovery().fallback()));
    Account account = budget.account();
    AtomicLong retried = new AtomicLong();
    List<Link> links = new ArrayList<>();
    for (String name : names) {
      if (name.equals(OFFLINE)) {
        return new Chain(links, true, account, retried, cassettes.mode() != Cassettes.Mode.OFF);
      }
      links.add(link(named(name), account, retried));
    }
    return new Chain(links, false, account, retried, cassettes.mode() != Cassettes.Mode.OFF);
  }

  /// Asks a provider for a word, past cassettes and tries: what is asked is how it is now. Counts
  /// towards the budget.
  ///
  /// @param provider its name; not `offline`
  /// @throws IllegalArgumentException where it is not configured
  public Checkup check(String provider) throws InterruptedException {
    ProviderSettings of = named(provider);
    LanguageModel model;
    try {
      model = opened(of);
    } catch (IllegalArgumentException e) {
      return Checkup.failed(String.valueOf(e.getMessage()));
    }
    return Checkup.of(budget.account().around(model, of));
  }

  private Link link(ProviderSettings of, Account account, AtomicLong retried) {
    LanguageModel model = cassettes.around(of, () -> account.around(opened(of), of));
    return new Link(
        new Retrying(model, of.recovery().retries(), random, _ -> retried.incrementAndGet()),
        breakers.computeIfAbsent(of.name(), _ -> new Breaker(of.recovery().cooldown(), nanoTime)),
        new Breaker(of.recovery().cooldown(), nanoTime));
  }

  private synchronized LanguageModel opened(ProviderSettings of) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return open.computeIfAbsent(of.name(), _ -> Providers.open(of));
  }

  /// Everything configured, in alphabetical order; without `offline`.
  public Collection<ProviderSettings> configured() {
    return List.copyOf(settings.values());
  }

  /// The provider of narratives that name none.
  public String byDefault() {
    return byDefault;
  }

  /// What was spent on all of them.
  public Budget budget() {
    return budget;
  }

  private ProviderSettings named(String name) {
    mustExist(name);
    return Objects.requireNonNull(settings.get(name));
  }

  private void mustExist(String name) {
    if (!name.equals(OFFLINE) && !settings.containsKey(name)) {
      throw new IllegalArgumentException(
          "no provider '%s'; configured are %s%s"
              .formatted(
                  name,
                  OFFLINE,
                  settings.isEmpty() ? "" : ", " + String.join(", ", settings.keySet())));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(LanguageModel::close);
    open.clear();
    budget.close();
  }
}
