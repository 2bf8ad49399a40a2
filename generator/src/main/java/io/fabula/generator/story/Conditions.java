package io.fabula.generator.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.fabula.generator.event.Event;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.EventFormat;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.Condition;
import java.util.List;

/// Finds the conditions of a narrative that an event meets. For one thread.
final class Conditions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Configuration PATHS =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private final List<Condition> conditions;
  private final EventEncoder envelope;
  private final JsonBuffer buffer = new JsonBuffer(512);

  Conditions(List<Condition> conditions) {
    this.conditions = conditions;
    this.envelope = EventEncoder.of(EventFormat.ENVELOPE, "", 0);
  }

  /// What follows from `event`, in the narrative's order.
  List<Condition.Then> after(Event event) {
    if (conditions.isEmpty()) {
      return List.of();
    }
    envelope.encode(event, buffer.clear());
    JsonNode document;
    try {
      document = JSON.readTree(buffer.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is not JSON: " + event, e);
    }
    return conditions.stream()
        .filter(condition -> finds(condition.when(), document))
        .map(Condition::then)
        .toList();
  }

  private static boolean finds(JsonPath path, JsonNode document) {
    JsonNode found = path.read(document, PATHS);
    return found != null
        && !found.isNull()
        && !(found.isArray() && found.isEmpty() && !path.isDefinite());
  }
}
