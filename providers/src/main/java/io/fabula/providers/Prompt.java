package io.fabula.providers;

import java.util.Optional;

/// What a model is asked.
///
/// @param system the instructions, the same for every call of a story so that providers can cache
///   them
/// @param user what this call wants
/// @param schema the shape of the wanted answer
/// @param maxTokens the most tokens the answer may have
public record Prompt(String system, String user, Optional<ResponseSchema> schema, int maxTokens) {
  public Prompt {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
    }
  }

  /// A JSON Schema for the answer.
  ///
  /// @param name what the schema describes, in letters, digits, `_` and `-`, at most 64 of them
  ///   (OpenAI's API reference, `response_format.json_schema.name`)
  /// @param json the schema itself, sent to the provider verbatim
  public record ResponseSchema(String name, String json) {
    public ResponseSchema {
      if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException("Not a schema name: " + name);
      }
    }
  }
}
