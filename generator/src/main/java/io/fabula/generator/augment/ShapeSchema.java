package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.redaction.Redactor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// Writes a shape as JSON Schema (2020-12).
final class ShapeSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_DECIMALS = 9;

  /// Fewer numbers do not tell that all are whole.
  private static final int FEW = 5;

  private final boolean drawing;

  private ShapeSchema(boolean drawing) {
    this.drawing = drawing;
  }

  /// What generated messages have to obey, to be shown to a model: a little wider than what was
  /// recorded, and without secrets. What the program fills in may be left out.
  static ObjectNode toCheck(Shape shape) {
    return new ShapeSchema(false).of(shape, "");
  }

  /// What is drawn from: as it was recorded.
  static ObjectNode toDraw(Shape shape) {
    return new ShapeSchema(true).of(shape, "");
  }

  private ObjectNode of(Shape shape, String name) {
    ArrayNode kinds = JSON.arrayNode();
    if (shape.objects > 0) {
      kinds.add(object(shape));
    }
    if (shape.lists > 0) {
      kinds.add(list(shape, name));
    }
    if (shape.strings > 0) {
      kinds.add(text(shape, name));
    }
    if (shape.numbers > 0) {
      kinds.add(number(shape, name));
    }
    if (shape.flags > 0) {
      kinds.add(JSON.objectNode().put("type", "boolean"));
    }
    if (shape.nulls > 0) {
      kinds.add(JSON.objectNode().put("type", "null"));
    }
    if (kinds.size() == 1) {
      return (ObjectNode) kinds.get(0);
    }
    return kinds.isEmpty() ? JSON.objectNode() : JSON.objectNode().set("anyOf", kinds);
  }

  private ObjectNode object(Shape shape) {
    ObjectNode properties = JSON.objectNode();
    ArrayNode required = JSON.arrayNode();
    shape.members.forEach(
        (name, member) -> {
          properties.set(name, of(member, name));
          boolean filled = member.isClock() || member.isCounter(name);
          if (shape.requires(member) && (drawing || !filled)) {
            required.add(name);
          }
        });
    ObjectNode object = JSON.objectNode().put("type", "object");
    object.set("properties", properties);
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    if (!shape.open) {
      object.put("additionalProperties", false);
    }
    return object;
  }

  private ObjectNode list(Shape shape, String name) {
    ObjectNode list = JSON.objectNode().put("type", "array");
    if (shape.items != null && shape.items.seen > 0) {
      list.set("items", of(shape.items, name));
    }
    if (drawing) {
      list.put("minItems", shape.fewest);
    } else if (shape.fewest > 0) {
      list.put("minItems", 1);
    }
    return list.put("maxItems", drawing ? shape.most : Math.max(shape.most, 1) * 4);
  }

  private ObjectNode text(Shape shape, String name) {
    ObjectNode text = JSON.objectNode().put("type", "string");
    if (shape.isEnumeration() && (drawing || !holdsSecret(shape, name))) {
      return text.set("enum", texts(shape));
    }
    Optional<Form> form = shape.forms.stream().findFirst();
    if (drawing) {
      if (form.isPresent()) {
        return text.put("format", form.get().format);
      }
      if (!shape.texts.isEmpty()) {
        // Besides what is made up, what was recorded: names stay those of the story.
        return text.set("enum", texts(shape));
      }
      return text.put("minLength", Math.min(shape.shortest, 1000))
          .put("maxLength", Math.min(shape.longest, 1000));
    }
    form.ifPresent(known -> text.put("pattern", known.regex));
    if (shape.shortest > 0 && form.isEmpty()) {
      text.put("minLength", 1);
    }
    return form.isPresent() ? text : text.put("maxLength", 2 * shape.longest + 100);
  }

  private static boolean holdsSecret(Shape shape, String name) {
    return shape.texts.stream().anyMatch(word -> Redactor.isSecret(name, word));
  }

  private static ArrayNode texts(Shape shape) {
    ArrayNode texts = JSON.arrayNode();
    shape.texts.forEach(texts::add);
    return texts;
  }

  private ObjectNode number(Shape shape, String name) {
    boolean whole = shape.whole && (drawing || shape.numbers >= FEW);
    ObjectNode number = JSON.objectNode().put("type", whole ? "integer" : "number");
    if (shape.wild || shape.low == null || shape.high == null) {
      return number;
    }
    if (drawing) {
      number.put("minimum", plain(shape.low)).put("maximum", plain(shape.high));
      return whole || shape.decimals > MOST_DECIMALS
          ? number
          : number.put("multipleOf", BigDecimal.ONE.movePointLeft(Math.max(0, shape.decimals)));
    }
    if (shape.isClock() || shape.isCounter(name)) {
      return number;
    }
    BigDecimal wider =
        shape
            .high
            .subtract(shape.low)
            .max(shape.high.abs().max(shape.low.abs()))
            .max(BigDecimal.ONE);
    BigDecimal low = shape.low.subtract(wider);
    boolean positive = shape.low.signum() >= 0;
    return number
        .put("minimum", plain(rounded(positive ? low.max(BigDecimal.ZERO) : low)))
        .put("maximum", plain(rounded(shape.high.add(wider))));
  }

  private static BigDecimal rounded(BigDecimal bound) {
    return bound.setScale(Math.clamp(bound.scale(), 0, 3), RoundingMode.HALF_UP);
  }

  private static BigDecimal plain(BigDecimal number) {
    return number.scale() < 0 ? number.setScale(0) : number;
  }
}
