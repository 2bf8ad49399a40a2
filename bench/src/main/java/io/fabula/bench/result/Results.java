package io.fabula.bench.result;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// All that one run has measured. For one thread.
public final class Results {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String ROW = "%-44s %-9s %13s %6s  %-22s %13s %7s  %-20s %s%n";

  private final Instant when;
  private final Machine machine;
  private final List<Measurement> measured = new ArrayList<>();

  /// Nothing yet.
  public Results(Instant when, Machine machine) {
    this.when = when;
    this.machine = machine;
  }

  /// Adds a line.
  public void add(Measurement line) {
    measured.add(line);
  }

  /// All lines so far.
  public List<Measurement> all() {
    return List.copyOf(measured);
  }

  /// The head of the table.
  public static String head() {
    return ROW.formatted(
        "what", "unit", "ours", "spread", "reference", "its figure", "ratio", "goal", "");
  }

  /// A line of the table.
  public static String row(Measurement line) {
    return ROW.formatted(
        line.what(),
        line.unit(),
        Figures.of(line.median()),
        String.format(Locale.ROOT, "%.0f %%", line.spread() * 100),
        line.reference().map(Measurement.Reference::name).orElse(""),
        line.reference().map(reference -> Figures.of(reference.median())).orElse(""),
        ratio(line),
        line.goal(),
        line.met() ? "" : "short of it");
  }

  private static String ratio(Measurement line) {
    return line.ratio().isPresent()
        ? String.format(Locale.ROOT, "%.2f", line.ratio().getAsDouble())
        : "";
  }

  /// The table as Markdown, with the machine before it.
  public String markdown() {
    StringBuilder text =
        new StringBuilder(
            "Measured on %s: %s. Medians of the rounds.%n%n"
                .formatted(when.toString().substring(0, 10), machine.sentence()));
    text.append("| what | unit | ours | spread | reference | its figure | ratio | goal | |\n");
    text.append("|---|---|---:|---:|---|---:|---:|---|---|\n");
    for (Measurement line : measured) {
      text.append(
          "| %s | %s | %s | %.0f %% | %s | %s | %s | %s | %s |%n"
              .formatted(
                  line.what(),
                  line.unit(),
                  Figures.of(line.median()),
                  line.spread() * 100,
                  line.reference().map(Measurement.Reference::name).orElse(""),
                  line.reference().map(r -> Figures.of(r.median())).orElse(""),
                  ratio(line),
                  line.goal(),
                  line.met() ? "" : "**short**"));
    }
    return text.toString();
  }

  /// Writes all as JSON, every round of it.
  public void write(Path file) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("when", when.toString());
    document.put("machine", machine.members());
    document.put("measured", measured.stream().map(Results::members).collect(Collectors.toList()));
    JSON.writeValue(file.toFile(), document);
  }

  private static Map<String, Object> members(Measurement line) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("bench", line.bench());
    members.put("what", line.what());
    members.put("unit", line.unit());
    members.put("ours", line.ours());
    members.put("median", line.median());
    line.reference()
        .ifPresent(
            reference -> {
              members.put("reference", reference.name());
              members.put("reference_values", reference.values());
            });
    line.ratio().ifPresent(ratio -> members.put("ratio", ratio));
    members.put("goal", line.goal().toString());
    members.put("met", line.met());
    return members;
  }
}
