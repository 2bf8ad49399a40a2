package io.fabula.generator.narrative;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import io.fabula.generator.match.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// JSON Schema, made safe for files and models that nobody vouches for: nothing is fetched, and
/// patterns are RE2's, so that no input can stall them.
public final class Schemas {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaLoader(
                      loader -> loader.block(iri -> !iri.toString().contains("json-schema.org/")))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .pathType(PathType.JSON_POINTER)
                          .regularExpressionFactory(
                              regex -> {
                                Pattern pattern = Patterns.compile(regex, 0);
                                return value -> pattern.matcher(value).find();
                              })
                          .build()));

  private static final String ENDLESS = "the schema refers to itself without end";

  private Schemas() {}

  /// One way in which a value breaks its schema.
  ///
  /// @param pointer where in the value, as a JSON Pointer
  /// @param schemaPath where in the schema, as a JSON Pointer
  public record Violation(String pointer, String schemaPath, String message) {
    /// Whether the schema is at fault, and no value of this kind can be checked by it.
    public boolean isEndless() {
      return message.equals(ENDLESS);
    }

    @Override
    public String toString() {
      return pointer.isEmpty() ? message : pointer + ": " + message;
    }
  }

  /// A schema ready for use by any thread.
  public static final class Compiled {
    private final Schema schema;

    private Compiled(Schema schema) {
      this.schema = schema;
    }

    /// How `value` breaks the schema; empty where it does not.
    public List<Violation> check(JsonNode value) {
      try {
        return schema.validate(value).stream().map(Schemas::violation).toList();
      } catch (StackOverflowError e) {
        return List.of(new Violation("", "", ENDLESS));
      } catch (SchemaException e) {
        return List.of(new Violation("", "", "the schema cannot be used: " + e.getMessage()));
      }
    }
  }

  private static Violation violation(Error error) {
    NodePath fragment = error.getSchemaLocation().getFragment();
    return new Violation(
        error.getInstanceLocation().toString(),
        fragment == null ? "" : fragment.toString(),
        error.getMessage());
  }

  /// Data to be checked, from its JSON text. Numbers keep their digits.
  ///
  /// @throws IllegalArgumentException where it is not JSON
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Whether `text` is JSON.
  public static boolean isJson(String text) {
    try {
      return !JSON.readTree(text).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /// The same value as [#parse] would give it. To Jackson an int is not equal to the same long, so
  /// that `const: { a: 1 }` from YAML would be met by no event.
  public static JsonNode asParsed(JsonNode json) {
    return parse(json.toString());
  }

  /// Prepares a schema.
  ///
  /// @throws IllegalArgumentException where it is not a JSON Schema
  public static Compiled compile(JsonNode json) {
    Optional<Violation> wrong = Meta.SCHEMA.check(json).stream().findFirst();
    if (wrong.isPresent()) {
      throw new IllegalArgumentException("not a JSON Schema: " + wrong.get());
    }
    return prepared(
        () -> {
          Schema schema = REGISTRY.getSchema(asParsed(json));
          schema.initializeValidators();
          // References are followed when they are met: this meets those at the top.
          var _ = schema.validate(JsonNodeFactory.instance.objectNode());
          return new Compiled(schema);
        });
  }

  /// Prepares some of a document's own definitions, for parts of a value. Their references lead
  /// where they lead in the document.
  ///
  /// @param names under `$defs`
  /// @throws IllegalArgumentException where the document is not a JSON Schema
  public static List<Compiled> definitions(JsonNode document, List<String> names) {
    return prepared(
        () -> {
          Schema schema = REGISTRY.getSchema(asParsed(document));
          schema.initializeValidators();
          NodePath definitions = new NodePath(PathType.JSON_POINTER).append("$defs");
          List<Compiled> compiled = new ArrayList<>();
          for (String name : names) {
            Schema definition = schema.getSubSchema(definitions.append(name));
            definition.initializeValidators();
            compiled.add(new Compiled(definition));
          }
          return List.copyOf(compiled);
        });
  }

  private static <T> T prepared(Supplier<T> preparing) {
    try {
      return preparing.get();
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("not a usable JSON Schema: it refers to itself", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a usable JSON Schema: " + e.getMessage(), e);
    }
  }

  /// Loaded on first use only: it costs some milliseconds.
  private static final class Meta {
    static final Compiled SCHEMA =
        new Compiled(REGISTRY.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId())));
  }
}
