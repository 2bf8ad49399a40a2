package io.fabula.providers.cassette;

import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What decides which recording answers a call.
///
/// @param schemaName empty where there is no schema
/// @param schema as compact JSON, or as it was given where it is no JSON; empty where there is none
record Request(
    String provider,
    String type,
    String model,
    SortedMap<String, String> options,
    int maxTokens,
    String system,
    String user,
    String schemaName,
    String schema) {
  Request {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  static Request of(ProviderSettings settings, Prompt prompt) {
    return new Request(
        settings.name(),
        settings.type(),
        settings.model(),
        new TreeMap<>(settings.options()),
        prompt.maxTokens(),
        prompt.system(),
        prompt.user(),
        prompt.schema().map(Prompt.ResponseSchema::name).orElse(""),
        prompt.schema().map(schema -> CassetteJson.compact(schema.json())).orElse(""));
  }

  /// 16 hex digits. Each part goes in with its length, so that no two requests look the same.
  String key() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      Stream.concat(
              Stream.of(provider, type, model, "" + maxTokens, system, user, schemaName, schema),
              options.entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())))
          .map(part -> part.getBytes(StandardCharsets.UTF_16BE)) // keeps lone surrogates apart
          .forEach(
              part -> {
                sha.update(ByteBuffer.allocate(4).putInt(part.length).array());
                sha.update(part);
              });
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Request with(UnaryOperator<String> redaction) {
    SortedMap<String, String> hidden = new TreeMap<>();
    options.forEach((name, value) -> hidden.put(redaction.apply(name), redaction.apply(value)));
    return new Request(
        redaction.apply(provider),
        redaction.apply(type),
        redaction.apply(model),
        hidden,
        maxTokens,
        redaction.apply(system),
        redaction.apply(user),
        redaction.apply(schemaName),
        redaction.apply(schema));
  }

  /// Its parts by the names that they have in the file, in that order; text as one string.
  List<Map.Entry<String, String>> parts() {
    return List.of(
        Map.entry("provider", provider),
        Map.entry("type", type),
        Map.entry("model", model),
        Map.entry("options", options.isEmpty() ? "" : options.toString()),
        Map.entry("max_tokens", "" + maxTokens),
        Map.entry("system", system),
        Map.entry("user", user),
        Map.entry("schema.name", schemaName),
        Map.entry("schema", schema));
  }
}
