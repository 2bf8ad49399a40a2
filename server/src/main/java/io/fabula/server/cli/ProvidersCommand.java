package io.fabula.server.cli;

import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import io.fabula.providers.Providers;
import io.fabula.providers.Secrets;
import io.fabula.providers.budget.Limits;
import io.fabula.providers.budget.Totals;
import io.fabula.providers.fallback.Checkup;
import io.fabula.providers.fallback.Models;
import io.fabula.server.app.ConfiguredModels;
import io.fabula.server.config.FabulaConfig;
import java.io.PrintWriter;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "providers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the configured providers, which one writes stories that name none (marked *), and what",
      "they have cost today. Keys are never shown, and nobody is called but with --check."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, and with --check all answered", "1:a provider did not answer"},
    footerHeading = "%nA provider is an entry in fabula.yaml:%n",
    footer = {
      "  provider: local",
      "  providers:",
      "    openai: { type: openai, model: gpt-5-mini, api_key: \"$${OPENAI_API_KEY}\" }",
      "    local:  { type: ollama, model: llama3.2, fallback: [offline] }"
    })
final class ProvidersCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin Setup setup = new Setup();

  @Option(
      names = "--check",
      description = "Makes one tiny call to each provider, or to that of --provider alone.")
  boolean check;

  @Override
  public Integer call() throws InterruptedException {
    FabulaConfig config = setup.config(Map.of());
    try (Models models = ConfiguredModels.open(config)) {
      if (check) {
        return check(models);
      }
      out().print(table(configured(config)));
      spent(config, models).forEach(out()::println);
      out().flush();
      return Fabula.DONE;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static List<List<String>> configured(FabulaConfig config) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "NAME", "TYPE", "MODEL", "ADDRESS", "KEY", "FALLBACK"));
    rows.add(
        List.of(
            mark(config, Models.OFFLINE),
            Models.OFFLINE,
            "blueprints",
            "-",
            "nobody is called",
            "-",
            "-"));
    for (ProviderSettings provider : new TreeMap<>(config.providers()).values()) {
      List<String> fallback = provider.recovery().fallback();
      rows.add(
          List.of(
              mark(config, provider.name()),
              provider.name(),
              provider.type(),
              provider.model(),
              provider.baseUrl().map(Secrets::plain).orElse("the vendor's own"),
              provider.apiKey().isPresent() ? "set" : "none",
              fallback.isEmpty() ? "-" : String.join(", ", fallback)));
    }
    return rows;
  }

  private static String mark(FabulaConfig config, String name) {
    return config.provider().equals(name) ? "*" : "";
  }

  /// What was spent today, and what may be.
  private static List<String> spent(FabulaConfig config, Models models) {
    if (config.providers().isEmpty()) {
      return List.of();
    }
    Limits limits = config.spending().limits();
    List<String> lines = new ArrayList<>(List.of("", "Spent today (UTC):"));
    models
        .budget()
        .today()
        .byProvider()
        .forEach((name, totals) -> lines.add("  " + name + ": " + words(totals)));
    Totals total = models.budget().today().total();
    lines.add(
        "  all: %s%s%s"
            .formatted(
                words(total),
                limits.tokensPerDay().isPresent()
                    ? ", of %,d tokens".formatted(limits.tokensPerDay().getAsLong())
                    : "",
                limits
                    .costPerDay()
                    .map(cost -> ", of a cost of " + cost.toPlainString())
                    .orElse("")));
    return lines;
  }

  private static String words(Totals totals) {
    String cost =
        totals.cost().signum() == 0
            ? ""
            : ", cost " + totals.cost().setScale(4, RoundingMode.HALF_UP).toPlainString();
    return "%,d calls, %,d tokens (%,d read, %,d written)%s"
        .formatted(
            totals.calls(), totals.tokens(), totals.inputTokens(), totals.outputTokens(), cost);
  }

  private int check(Models models) throws InterruptedException {
    List<ProviderSettings> wanted =
        models.configured().stream()
            .filter(p -> setup.provider().isEmpty() || setup.provider().get().equals(p.name()))
            .toList();
    if (wanted.isEmpty()) {
      out().println("Nothing to check: no provider is configured but offline, which calls nobody.");
      out().flush();
      return Fabula.DONE;
    }
    // Else the first token would seem to take as long as loading what speaks to the provider.
    wanted.stream()
        .map(ProviderSettings::type)
        .distinct()
        .forEach(type -> Providers.type(type).ifPresent(ProviderType::warmUp));
    Map<String, Checkup> results = new TreeMap<>();
    try (Progress progress = Progress.of("checks", wanted.size());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ExecutorCompletionService<Map.Entry<String, Checkup>>(threads);
      for (ProviderSettings provider : wanted) {
        answers.submit(() -> Map.entry(provider.name(), models.check(provider.name())));
      }
      for (int i = 0; i < wanted.size(); i++) {
        Map.Entry<String, Checkup> result = answers.take().get();
        results.put(result.getKey(), result.getValue());
        progress.step(1);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check failed: " + e.getCause(), e);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "REACHABLE", "MODEL", "FIRST TOKEN", "SCHEMA", "TOKENS"));
    wanted.forEach(p -> rows.add(row(p, Objects.requireNonNull(results.get(p.name())))));
    out().print(table(rows));
    results.forEach(
        (name, result) -> result.fault().ifPresent(fault -> out().println(name + ": " + fault)));
    out().flush();
    return results.values().stream().allMatch(r -> r.fault().isEmpty())
        ? Fabula.DONE
        : Fabula.FAILED;
  }

  private static List<String> row(ProviderSettings provider, Checkup result) {
    boolean offers =
        Providers.type(provider.type()).map(ProviderType::structuredOutput).orElse(false);
    String schema = !offers ? "by prompt" : result.keepsSchema() ? "yes" : "not kept";
    boolean fine = result.fault().isEmpty();
    return List.of(
        provider.name(),
        fine ? "yes" : "no",
        provider.model(),
        result.firstToken().map(time -> time.toMillis() + " ms").orElse("-"),
        fine ? schema : "-",
        "%d + %d".formatted(result.usage().inputTokens(), result.usage().outputTokens()));
  }

  private static String table(List<List<String>> rows) {
    Column[] columns = new Column[rows.getFirst().size()];
    for (int i = 0; i < columns.length; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      columns[i] = new Column(widest + 2, 0, Column.Overflow.SPAN);
    }
    TextTable table = TextTable.forColumns(CommandLine.Help.defaultColorScheme(Ansi.OFF), columns);
    rows.forEach(row -> table.addRowValues(row.toArray(String[]::new)));
    return table.toString();
  }
}
