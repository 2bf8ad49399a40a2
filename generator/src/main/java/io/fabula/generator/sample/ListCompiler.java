package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.sample.schema.Limits;
import io.fabula.generator.sample.schema.Merging;
import io.fabula.generator.sample.schema.Negation;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Items;
import io.fabula.generator.sample.value.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compiles a schema of lists: the items that stand first, those behind them, and those of which a
/// list must contain some.
final class ListCompiler {
  private final SchemaCompiler compiler;
  private final ObjectNode schema;
  private final String item;
  private final String path;
  private final Optional<JsonNode> contains;
  private final int fewest;
  private final int highest;

  ListCompiler(SchemaCompiler compiler, ObjectNode schema, String name, String path) {
    this.compiler = compiler;
    this.schema = schema;
    this.item = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    this.path = path;
    this.contains = Optional.ofNullable(schema.get("contains"));
    this.fewest = contains.isEmpty() ? 0 : Limits.of(schema, "minContains", 1);
    this.highest =
        contains.isEmpty()
            ? Integer.MAX_VALUE
            : Limits.of(schema, "maxContains", Integer.MAX_VALUE);
  }

  Sampler sampler() {
    JsonNode items = schema.path("items");
    boolean old = items.isArray();
    JsonNode prefix = old ? items : schema.path("prefixItems");
    int least = Limits.of(schema, "minItems", 0);
    int most = Limits.of(schema, "maxItems", Integer.MAX_VALUE);
    Limits.mustFit(Math.max(least, fewest), path);
    List<Items.Place> first = new ArrayList<>();
    for (int i = 0; i < prefix.size() && first.size() < most; i++) {
      Items.Place place = place(prefix.get(i), path + (old ? "/items/" : "/prefixItems/") + i);
      if (place.isImpossible()) {
        // Then a list ends before it.
        most = i;
      } else {
        first.add(place);
      }
    }
    JsonNode behind = old ? schema.path("additionalItems") : items;
    Items.Place rest = place(behind.isMissingNode() ? SchemaCompiler.ANY : behind, path + "/items");
    if (rest.isImpossible()) {
      most = Math.min(most, first.size());
    } else if (rest.plain().isEmpty()) {
      // Only what it must contain fits behind the first.
      most = (int) Math.min(most, (long) first.size() + highest);
    }
    mustBePossible(least, most, first, rest);
    boolean unique = schema.path("uniqueItems").asBoolean(false);
    return new Items(first, rest, new Items.Bounds(least, most, fewest, unique));
  }

  private void mustBePossible(int least, int most, List<Items.Place> first, Items.Place rest) {
    if (Limits.of(schema, "minItems", 0) > Limits.of(schema, "maxItems", Integer.MAX_VALUE)) {
      throw new UnsatisfiableException(path, "minItems is above maxItems");
    }
    if (least > most) {
      // Says why.
      JsonNode items = schema.path("items");
      var _ = compiler.part(items.isMissingNode() ? SchemaCompiler.ANY : items, item, path);
      throw new UnsatisfiableException(
          path, "at most %d items fit, and minItems is %d".formatted(most, least));
    }
    long possible = first.stream().filter(place -> place.matching().isPresent()).count();
    if (fewest > highest || (rest.matching().isEmpty() && fewest > possible)) {
      throw new UnsatisfiableException(
          path + "/contains", "no list has %d items like that".formatted(fewest));
    }
  }

  /// What may stand at one place, and what there would be one of those that it must contain.
  private Items.Place place(JsonNode items, String at) {
    if (contains.isEmpty()) {
      return new Items.Place(compiler.partIfAny(items, item, at), Optional.empty());
    }
    JsonNode kind = contains.get();
    JsonNode others = highest < Integer.MAX_VALUE ? Merging.all(items, Negation.not(kind)) : items;
    return new Items.Place(
        compiler.partIfAny(others, item, at),
        highest == 0
            ? Optional.empty()
            : compiler.partIfAny(Merging.all(items, kind), item, path + "/contains"));
  }
}
