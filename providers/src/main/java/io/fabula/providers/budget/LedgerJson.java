package io.fabula.providers.budget;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.providers.budget.Book.Called;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The ledger as JSON: `{"version":1,"days":{DAY:{PROVIDER:{MODEL:{"calls":...}}}}}`.
final class LedgerJson {
  private static final int VERSION = 1;
  private static final int MOST_DIGITS = 40;
  private static final Set<String> FIGURES =
      Set.of("calls", "input_tokens", "output_tokens", "cached_tokens", "cost");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(MOST_DIGITS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private LedgerJson() {}

  static byte[] write(Days days) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ObjectNode byDay = root.putObject("days");
    days.books()
        .forEach(
            (day, book) -> {
              ObjectNode byProvider = byDay.putObject(day.toString());
              book.entries()
                  .forEach(
                      (called, spent) ->
                          byProvider
                              .withObjectProperty(called.provider())
                              .set(called.model(), figures(spent)));
            });
    var printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return (JSON.writer(printer).writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode figures(Totals spent) {
    return JSON.createObjectNode()
        .put("calls", spent.calls())
        .put("input_tokens", spent.inputTokens())
        .put("output_tokens", spent.outputTokens())
        .put("cached_tokens", spent.cachedTokens())
        .put("cost", spent.cost());
  }

  /// @throws IllegalArgumentException where this is no ledger
  static Days read(Path file, byte[] bytes) throws IOException {
    try {
      JsonNode root = object(JSON.readTree(bytes), "the whole");
      if (root.size() != 2 || root.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException(
            "it needs \"version\": " + VERSION + " and \"days\", and nothing else");
      }
      SortedMap<LocalDate, Book> books = new TreeMap<>();
      for (Map.Entry<String, JsonNode> day : object(root.path("days"), "days").properties()) {
        books.put(day(day.getKey()), book(day.getKey(), day.getValue()));
      }
      return new Days(books);
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw unusable(
          file,
          (at == null ? "" : "line " + at.getLineNr() + ": ")
              + "not JSON: "
              + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    }
  }

  /// Says what a person can do about a file that is no ledger.
  static IllegalArgumentException unusable(Path file, String why) {
    return new IllegalArgumentException(
        "%s is no ledger of a budget (%s); mend it, or move it away to count from 0"
            .formatted(file, why.replaceAll("[\\p{Cntrl}\\s]+", " ")));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException _) {
      throw new IllegalArgumentException("'" + text + "' is no day");
    }
  }

  private static Book book(String day, JsonNode providers) {
    SortedMap<Called, Totals> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> provider : object(providers, day).properties()) {
      String at = day + "." + provider.getKey();
      for (Map.Entry<String, JsonNode> model : object(provider.getValue(), at).properties()) {
        entries.put(
            new Called(provider.getKey(), model.getKey()),
            totals(at + "." + model.getKey(), model.getValue()));
      }
    }
    return new Book(entries);
  }

  private static Totals totals(String at, JsonNode node) {
    for (Map.Entry<String, JsonNode> figure : object(node, at).properties()) {
      if (!FIGURES.contains(figure.getKey())) {
        throw new IllegalArgumentException(at + " has the unknown key " + figure.getKey());
      }
    }
    return new Totals(
        count(at, node, "calls"),
        count(at, node, "input_tokens"),
        count(at, node, "output_tokens"),
        count(at, node, "cached_tokens"),
        cost(at, node));
  }

  private static long count(String at, JsonNode node, String figure) {
    JsonNode value = node.path(figure);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IllegalArgumentException(at + "." + figure + " must be a whole number from 0");
    }
    return value.longValue();
  }

  private static BigDecimal cost(String at, JsonNode node) {
    JsonNode value = node.path("cost");
    // The exponent is looked at before anything calculates with it: 1e999999999 is short to write.
    if (!value.isNumber()
        || Math.abs((long) value.decimalValue().scale()) > MOST_DIGITS
        || value.decimalValue().signum() < 0) {
      throw new IllegalArgumentException(at + ".cost must be a plain number from 0");
    }
    return value.decimalValue();
  }

  private static JsonNode object(JsonNode node, String what) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(what + " must be an object");
    }
    return node;
  }
}
