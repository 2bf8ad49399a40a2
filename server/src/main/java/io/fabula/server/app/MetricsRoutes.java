package io.fabula.server.app;

import io.fabula.providers.ProviderSettings;
import io.fabula.providers.budget.Budget;
import io.fabula.providers.budget.Totals;
import io.fabula.providers.fallback.Models;
import io.fabula.server.stream.Tally;
import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// `/metrics` in Prometheus' text format: who is connected, what the writing of stories counted,
/// and what models have cost since the server started and today.
final class MetricsRoutes {
  /// What [io.fabula.generator.batch.BatchSource] counts, but for tokens, which the budget knows.
  private static final List<String> COUNTED =
      List.of(
          "calls",
          "events",
          "invalid",
          "repeated",
          "retried",
          "repaired",
          "cut",
          "shortened",
          "failed_over",
          "played");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  MetricsRoutes(Clients clients, Tally tally, Models models) {
    Gauge.builder("fabula.connections", clients, Clients::count)
        .description("Clients connected now")
        .register(registry);
    FunctionCounter.builder("fabula.messages.beyond.limit", clients, Clients::tooMany)
        .description("Messages beyond websocket.rate_limit, which nobody looked at")
        .register(registry);
    for (String what : COUNTED) {
      FunctionCounter.builder(
              "fabula.generation", tally, t -> t.sums().getOrDefault(what, 0L).doubleValue())
          .description("What was counted while models wrote stories")
          .tag("what", what)
          .register(registry);
    }
    for (ProviderSettings provider : models.configured()) {
      spending(models.budget(), provider.name());
    }
    today(models.budget());
  }

  private void spending(Budget budget, String provider) {
    counter(budget, provider, "fabula.model.calls", Map.of(), Totals::calls);
    counter(budget, provider, "fabula.model.tokens", Map.of("kind", "input"), Totals::inputTokens);
    counter(
        budget, provider, "fabula.model.tokens", Map.of("kind", "output"), Totals::outputTokens);
    counter(budget, provider, "fabula.model.cost", Map.of(), totals -> totals.cost().doubleValue());
  }

  private void counter(
      Budget budget,
      String provider,
      String name,
      Map<String, String> tags,
      ToDoubleFunction<Totals> value) {
    FunctionCounter.Builder<Budget> counter =
        FunctionCounter.builder(
                name,
                budget,
                b ->
                    value.applyAsDouble(
                        b.process().byProvider().getOrDefault(provider, Totals.NONE)))
            .description("Spent on models since the server started")
            .tag("provider", provider);
    tags.forEach(counter::tag);
    counter.register(registry);
  }

  private void today(Budget budget) {
    Gauge.builder("fabula.budget.tokens.today", budget, b -> b.today().total().tokens())
        .description("Tokens spent today (UTC), by all processes on the ledger")
        .register(registry);
    Gauge.builder("fabula.budget.cost.today", budget, b -> b.today().total().cost().doubleValue())
        .description("Money spent today (UTC), by all processes on the ledger")
        .register(registry);
    budget
        .limits()
        .tokensPerDay()
        .ifPresent(
            limit ->
                Gauge.builder("fabula.budget.tokens.limit", () -> limit)
                    .description("budget.tokens_per_day")
                    .register(registry));
  }

  void register(RoutesConfig routes) {
    routes.get(
        "/metrics",
        ctx ->
            ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape()));
  }
}
