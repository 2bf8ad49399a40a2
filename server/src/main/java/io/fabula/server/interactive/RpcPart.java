package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.server.config.feature.Feature;
import io.fabula.server.config.feature.Method;
import io.fabula.server.config.feature.Reply;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.script.Datum;
import io.fabula.server.script.Outcome;
import io.fabula.server.script.Script;
import io.fabula.server.script.ScriptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers JSON-RPC 2.0 (jsonrpc.org/specification): calls, notifications and batches.
final class RpcPart implements Part {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_IN_BATCH = 1000;

  /// Characters of a batch's answers; the calls behind are not carried out.
  private static final long MOST_ANSWERED = 4 << 20;

  private final Scripting scripting;
  private final Map<String, Method> methods;
  private final Map<Method, Script> handlers = new LinkedHashMap<>();

  RpcPart(Feature.Rpc rpc, Scripting scripting) throws InterruptedException {
    this.scripting = scripting;
    this.methods = rpc.methods();
    for (Method method : methods.values()) {
      if (method.answer() instanceof Method.Run(var code)) {
        handlers.put(method, scripting.handler(code));
      }
    }
  }

  @Override
  public boolean heard(Dialogue client, Heard message) throws InterruptedException {
    JsonNode said = message.json();
    if (said.isMissingNode()) {
      client.answer(Frames.text(error("null", -32700, "Parse error")));
      return true;
    }
    if (said.isArray() && (said.isEmpty() || said.size() > MOST_IN_BATCH)) {
      client.answer(Frames.text(error("null", -32600, "Invalid Request")));
      return true;
    }
    List<Call> calls = new ArrayList<>();
    for (JsonNode one : said.isArray() ? said : List.of(said)) {
      calls.add(new Call(one));
    }
    if (calls.stream().allMatch(call -> call.method().map(m -> m.delay().isZero()).orElse(true))) {
      answer(client, calls, said.isArray());
    } else {
      client.later(message.text().length(), () -> answer(client, calls, said.isArray()));
    }
    return true;
  }

  /// Calls of a batch are answered together, in their order; notifications are not.
  private void answer(Dialogue client, List<Call> calls, boolean batch)
      throws InterruptedException {
    List<String> answers = new ArrayList<>();
    List<Ending> endings = new ArrayList<>();
    long size = 0;
    for (Call call : calls) {
      Optional<String> answer =
          size > MOST_ANSWERED
              ? call.replied(error(call.id(), -32603, "Internal error: the answers are too long"))
              : answer(client, call, endings);
      size += answer.map(String::length).orElse(0);
      answer.ifPresent(answers::add);
    }
    if (!answers.isEmpty()) {
      String all = String.join(",", answers);
      client.answer(Frames.text(batch ? "[" + all + "]" : all));
    }
    endings.forEach(client::end);
  }

  /// @param endings what scripts want the connection to end with, once all is answered
  private Optional<String> answer(Dialogue client, Call call, List<Ending> endings)
      throws InterruptedException {
    if (!call.isValid()) {
      return Optional.of(error(call.id(), -32600, "Invalid Request"));
    }
    Optional<Method> method = call.method();
    if (method.isEmpty()) {
      return call.replied(error(call.id(), -32601, "Method not found"));
    }
    Optional<JsonNode> params = call.params(method.get());
    if (params.isEmpty()) {
      return call.replied(error(call.id(), -32602, "Invalid params"));
    }
    Thread.sleep(method.get().delay());
    JsonNode message = call.with(params.get());
    return call.replied(
        switch (method.get().answer()) {
          case Method.Result(var value) ->
              answered(call.id(), "result", expanded(client, value, message));
          case Method.Failure(var value) ->
              answered(call.id(), "error", expanded(client, value, message));
          case Method.Run _ -> run(client, call.id(), method.get(), message, endings);
        });
  }

  private String run(
      Dialogue client, String id, Method method, JsonNode message, List<Ending> endings)
      throws InterruptedException {
    Script handler = handlers.get(method);
    if (handler == null) {
      return error(id, -32603, "Internal error");
    }
    try {
      Utterance said = Utterance.text(message.toString());
      return answered(id, "result", result(scripting.result(handler, client, said, endings)));
    } catch (ScriptException e) {
      client.failed(String.valueOf(e.getMessage()));
      return error(id, -32603, "Internal error: " + e.reason());
    }
  }

  private static String result(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Nothing() -> "null";
      case Outcome.Answers(var values) when values.size() == 1 -> json(values.getFirst());
      case Outcome.Answers(var values) ->
          "[" + String.join(",", values.stream().map(RpcPart::json).toList()) + "]";
    };
  }

  private static String json(Datum value) {
    return switch (value) {
      case Datum.Text(var text) -> JSON.textNode(text).toString();
      case Datum.Json(var json) -> json;
      case Datum.Binary(var base64) -> JSON.objectNode().put("binary", base64).toString();
    };
  }

  private static String expanded(Dialogue client, Reply reply, JsonNode message) {
    return client.text(reply, message);
  }

  private static String answered(String id, String member, String json) {
    return "{\"jsonrpc\":\"2.0\",\"%s\":%s,\"id\":%s}".formatted(member, json, id);
  }

  private static String error(String id, int code, String message) {
    JsonBuffer error =
        new JsonBuffer(64)
            .ascii("{\"code\":")
            .number(code)
            .ascii(",\"message\":")
            .string(message)
            .put('}');
    return answered(id, "error", error.toString());
  }

  /// What a client calls.
  private final class Call {
    private final JsonNode request;

    private Call(JsonNode request) {
      this.request = request;
    }

    /// As the specification's section 4 wants it; fractions and null are ids, if odd ones.
    boolean isValid() {
      JsonNode id = request.path("id");
      JsonNode params = request.path("params");
      return request.isObject()
          && request.path("jsonrpc").isTextual()
          && request.path("jsonrpc").textValue().equals("2.0")
          && request.path("method").isTextual()
          && (params.isMissingNode() || params.isContainerNode())
          && (id.isMissingNode() || id.isTextual() || id.isNumber() || id.isNull());
    }

    /// The id to answer with: null where there is none that could be used.
    String id() {
      JsonNode id = request.path("id");
      return id.isTextual() || id.isNumber() ? id.toString() : "null";
    }

    Optional<Method> method() {
      String name = request.path("method").asText();
      @Nullable Method named = methods.get(name);
      return Optional.ofNullable(named != null ? named : methods.get(Feature.Rpc.CATCH_ALL));
    }

    /// A notification has no id and gets no answer, not even an error.
    Optional<String> replied(String answer) {
      return request.has("id") ? Optional.of(answer) : Optional.empty();
    }

    /// The parameters by name where the method names them; empty where they are not as it wants
    /// them.
    Optional<JsonNode> params(Method method) {
      JsonNode params = request.path("params");
      List<String> names = method.params();
      if (names.isEmpty()) {
        return Optional.of(params);
      }
      if (params.isArray() && params.size() > names.size()) {
        return Optional.empty();
      }
      ObjectNode named =
          params instanceof ObjectNode object ? object.deepCopy() : JSON.objectNode();
      for (int i = 0; i < names.size(); i++) {
        boolean optional = names.get(i).endsWith("?");
        String name = names.get(i).replace("?", "");
        if (params instanceof ArrayNode list && i < list.size()) {
          named.set(name, list.get(i));
        }
        if (!named.has(name) && !optional) {
          return Optional.empty();
        }
      }
      return Optional.of(named);
    }

    JsonNode with(JsonNode params) {
      ObjectNode told = ((ObjectNode) request).deepCopy();
      return params instanceof MissingNode ? told : told.set("params", params);
    }
  }
}
