package io.fabula.server.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.server.pacing.Pacer;
import java.util.List;
import java.util.OptionalDouble;

/// Answers what a client says on its stream: `{"id":"1","method":"rate","params":{"rate":50}}` with
/// `{"id":"1","success":true,"result":{...}}` or `{"id":"1","success":false,"error":"..."}` (the
/// control protocol of seed 002). For any thread.
public final class Commands {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("pause", "resume", "rate", "status");

  private final double maxRate;

  /// @param maxRate the highest rate that may be asked for
  public Commands(double maxRate) {
    this.maxRate = maxRate;
  }

  /// The answer to one message, as JSON.
  public String answer(String message, Playing playing) {
    JsonNode command;
    try {
      command = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      return refusal(JsonNodeFactory.instance.nullNode(), "not JSON: " + e.getOriginalMessage());
    }
    JsonNode id =
        command.path("id").isMissingNode()
            ? JsonNodeFactory.instance.nullNode()
            : command.path("id");
    String method = command.path("method").asText("");
    if (!METHODS.contains(method)) {
      return refusal(
          id, "unknown method '%s'; there are %s".formatted(method, String.join(", ", METHODS)));
    }
    if (playing.shared() && !method.equals("status")) {
      return refusal(
          id, "the story is shared: '%s' belongs to its administrator".formatted(method));
    }
    if (method.equals("rate")) {
      JsonNode wanted = command.path("params").path("rate");
      OptionalDouble rate =
          wanted.isNumber() ? Rates.check(wanted.doubleValue(), maxRate) : OptionalDouble.empty();
      if (rate.isEmpty()) {
        return refusal(
            id, Rates.refusal(wanted.isMissingNode() ? "nothing" : wanted.toString(), maxRate));
      }
      playing.pacer().rate(rate.getAsDouble());
      return success(id, status(playing));
    }
    if (method.equals("pause")) {
      playing.pacer().pause();
    } else if (method.equals("resume")) {
      playing.pacer().resume();
    }
    return success(id, status(playing));
  }

  private static ObjectNode status(Playing playing) {
    Pacer.Progress progress = playing.pacer().progress();
    ObjectNode status =
        JsonNodeFactory.instance
            .objectNode()
            .put("state", playing.pacer().paused() ? "paused" : "playing")
            .put("audience", playing.shared() ? "shared" : "private")
            .put("sequence", progress.sequence())
            .put("rate", progress.rate())
            .put("seed", playing.seed())
            .put("listeners", playing.listeners());
    progress.phase().ifPresent(phase -> status.put("phase", phase));
    progress
        .sustained()
        .ifPresent(kept -> status.put("sustained_rate", Math.round(kept * 100) / 100.0));
    progress.counters().forEach(status::put);
    return status;
  }

  private static String success(JsonNode id, ObjectNode result) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("id", id);
    answer.put("success", true);
    answer.set("result", result);
    return answer.toString();
  }

  private static String refusal(JsonNode id, String error) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("id", id);
    answer.put("success", false);
    answer.put("error", error);
    return answer.toString();
  }
}
