package io.fabula.server.cli;

import io.fabula.providers.ProviderSettings;
import io.fabula.providers.fallback.Models;
import io.fabula.server.config.FabulaConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "providers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the configured providers and which one writes stories that name none (marked *).",
      "Keys are never shown, and nobody is called."
    },
    footerHeading = "%nA provider is an entry in fabula.yaml:%n",
    footer = {
      "  provider: local",
      "  providers:",
      "    openai: { type: openai, model: gpt-5-mini, api_key: \"${OPENAI_API_KEY}\" }",
      "    local:  { type: openai-compatible, base_url: \"http://localhost:11434/v1\", model: llama3.2 }"
    })
final class ProvidersCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin Setup setup = new Setup();

  @Override
  public Integer call() {
    FabulaConfig config = setup.config(Map.of());
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", "NAME", "TYPE", "MODEL", "ADDRESS", "KEY"});
    rows.add(
        new String[] {
          mark(config, Models.OFFLINE), Models.OFFLINE, "blueprints", "-", "nobody is called", "-"
        });
    for (ProviderSettings provider : new TreeMap<>(config.providers()).values()) {
      rows.add(
          new String[] {
            mark(config, provider.name()),
            provider.name(),
            provider.type(),
            provider.model(),
            provider.baseUrl().map(URI::toString).orElse("the vendor's own"),
            provider.apiKey().isPresent() ? "set" : "none"
          });
    }
    spec.commandLine().getOut().print(table(rows));
    spec.commandLine().getOut().flush();
    return Fabula.DONE;
  }

  private static String mark(FabulaConfig config, String name) {
    return config.provider().equals(name) ? "*" : "";
  }

  private static String table(List<String[]> rows) {
    Column[] columns = new Column[rows.getFirst().length];
    for (int i = 0; i < columns.length; i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
      columns[i] = new Column(widest + 2, 0, Column.Overflow.SPAN);
    }
    TextTable table = TextTable.forColumns(CommandLine.Help.defaultColorScheme(Ansi.OFF), columns);
    rows.forEach(row -> table.addRowValues(row));
    return table.toString();
  }
}
