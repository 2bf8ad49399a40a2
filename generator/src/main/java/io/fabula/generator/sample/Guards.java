package io.fabula.generator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.sample.schema.UnsatisfiableException;
import io.fabula.generator.sample.value.Draw;
import io.fabula.generator.sample.value.NothingDrawn;
import io.fabula.generator.sample.value.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks parts of a value where they are drawn, so that a part that a schema forbids is drawn
/// again, and not all that stands around it. All parts of a document are prepared at once, when its
/// samplers are compiled. What is drawn before that, or where they cannot be prepared, is not
/// checked here: the event as a whole is in any case.
final class Guards {
  private static final int TRIES = 30;

  /// How many values are drawn in vain before a part is given up.
  private static final int ENOUGH = 300;

  private static final int MOST = 200;
  private static final String NAME = "drawn-";

  private final JsonNode root;
  private final List<Guard> guards = new ArrayList<>();
  private final Map<ObjectNode, Optional<Schemas.Compiled>> ready = new HashMap<>();

  Guards(JsonNode root) {
    this.root = root;
  }

  /// A check of one part.
  static final class Guard {
    private final JsonNode schema;
    private final String path;
    private volatile Schemas.@Nullable Compiled compiled;
    private int refused;
    private boolean passed;

    private Guard(JsonNode schema, String path) {
      this.schema = schema;
      this.path = path;
    }

    private void tried(Optional<Schemas.Violation> fault) {
      passed |= fault.isEmpty();
      refused += fault.isEmpty() ? 0 : 1;
      if (fault.filter(Schemas.Violation::isEndless).isPresent()) {
        throw new UnsatisfiableException(path, fault.get().message());
      }
    }

    /// What it checks by.
    JsonNode schema() {
      return schema;
    }

    /// How a value breaks the schema; empty too before all checks are prepared.
    Optional<Schemas.Violation> fault(JsonNode value) {
      Schemas.Compiled check = compiled;
      return check == null ? Optional.empty() : check.check(value).stream().findFirst();
    }
  }

  /// A check by a schema of the document.
  ///
  /// @param path where it stands
  private Guard guard(JsonNode schema, String path) {
    Guard guard = new Guard(schema, path);
    if (guards.size() < MOST) {
      guards.add(guard);
    }
    return guard;
  }

  /// What `sampler` draws, where the schema allows it.
  Sampler guarded(Sampler sampler, JsonNode schema, String path) {
    Guard guard = guard(schema, path);
    return (draw, out) -> draw(guard, sampler, draw, out);
  }

  /// The schemas for which many values were drawn on trial and none was allowed.
  List<Guard> hopeless() {
    return guards.stream().filter(guard -> !guard.passed && guard.refused >= ENOUGH).toList();
  }

  private static void draw(Guard guard, Sampler sampler, Draw draw, JsonBuffer out) {
    int start = out.length();
    Draw.Mark mark = draw.mark();
    Optional<NothingDrawn> last = Optional.empty();
    for (int i = 0; i < TRIES; i++) {
      try {
        sampler.draw(draw, out);
        Optional<Schemas.Violation> fault = guard.fault(parsed(out, start));
        if (draw.isOnTrial()) {
          guard.tried(fault);
        }
        if (fault.isEmpty()) {
          return;
        }
        last = Optional.of(refusal(guard, fault.get()));
      } catch (NothingDrawn e) {
        last = Optional.of(e);
      }
      draw.again(mark, last.get());
      out.truncate(start);
    }
    throw last.orElseThrow();
  }

  private static NothingDrawn refusal(Guard guard, Schemas.Violation violation) {
    String inside = violation.schemaPath().replaceFirst("^/\\$defs/" + NAME + "\\d+", "");
    return NothingDrawn.refused(guard.path + inside, violation);
  }

  private static JsonNode parsed(JsonBuffer out, int start) {
    return Schemas.parse(
        new String(out.array(), start, out.length() - start, StandardCharsets.UTF_8));
  }

  /// Prepares all checks. To be called once, when all samplers are compiled.
  void prepare() {
    List<Schemas.Compiled> compiled = prepared(guards.stream().map(Guard::schema).toList());
    for (int i = 0; i < compiled.size(); i++) {
      guards.get(i).compiled = compiled.get(i);
    }
  }

  /// A check by a schema of the document, at once; empty where it cannot be prepared.
  Optional<Schemas.Compiled> now(ObjectNode schema) {
    return ready.computeIfAbsent(schema, this::compiled);
  }

  private Optional<Schemas.Compiled> compiled(ObjectNode schema) {
    if (schema.findValue("$ref") != null) {
      return prepared(List.of(schema)).stream().findFirst();
    }
    try {
      ObjectNode alone = schema.deepCopy();
      Optional.ofNullable(root.get("$schema")).ifPresent(dialect -> alone.set("$schema", dialect));
      return Optional.of(Schemas.compile(alone));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Checks by schemas whose references are those of the document; none where there is one that
  /// cannot be prepared.
  private List<Schemas.Compiled> prepared(List<JsonNode> schemas) {
    if (schemas.isEmpty() || !(root instanceof ObjectNode document) || hasScopes(document)) {
      return List.of();
    }
    ObjectNode whole = document.deepCopy();
    ObjectNode definitions = whole.withObjectProperty("$defs");
    List<String> names = new ArrayList<>();
    for (JsonNode schema : schemas) {
      names.add(NAME + names.size());
      definitions.set(names.getLast(), anonymous(schema.deepCopy()));
    }
    try {
      return Schemas.definitions(whole, names);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /// Whether references within the document do not all start from its root.
  private static boolean hasScopes(ObjectNode document) {
    return document.findValues("$id").stream().filter(JsonNode::isTextual).count()
        > (document.has("$id") ? 1 : 0);
  }

  /// A copy of a part is not found by the part's own name.
  private static JsonNode anonymous(JsonNode copy) {
    for (String key : List.of("$id", "$anchor", "$dynamicAnchor")) {
      for (JsonNode parent : copy.findParents(key)) {
        if (parent.get(key).isTextual()) {
          ((ObjectNode) parent).remove(key);
        }
      }
    }
    return copy;
  }
}
