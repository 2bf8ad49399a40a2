package io.fabula.server.interactive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.room.Rooms;
import io.fabula.server.script.Caller;
import io.fabula.server.script.Datum;
import io.fabula.server.script.Scene;
import io.fabula.server.script.State;
import io.fabula.server.script.Vocabulary;
import io.fabula.server.shared.SharedState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a script can do for one message of one client. For one call at a time.
final class ClientScene implements Scene {
  /// The functions of all scripts of interactive endpoints.
  static final Vocabulary WORDS =
      Vocabulary.NONE
          .with("send", "close", "broadcast", "rooms.join", "rooms.leave", "rooms.members")
          .awaiting("shared.get", "shared.set", "shared.incr", "shared.del");

  /// RFC 6455 section 7.4.1: reserved, never in a frame, or for clients to send.
  private static final Set<Integer> NOT_SENT = Set.of(1004, 1005, 1006, 1010);

  private static final JsonMapper JSON = new JsonMapper();

  private final Dialogue client;
  private final Utterance message;
  private final Rooms rooms;
  private final SharedState shared;
  private final Consumer<Frames> says;
  private @Nullable Ending ending;

  /// @param says what is done with what the script sends
  ClientScene(
      Dialogue client, Utterance message, Rooms rooms, SharedState shared, Consumer<Frames> says) {
    this.client = client;
    this.message = message;
    this.rooms = rooms;
    this.shared = shared;
    this.says = says;
  }

  @Override
  public Caller caller() {
    return client.caller();
  }

  @Override
  public Optional<String> message() {
    return message.text();
  }

  @Override
  public Optional<String> binary() {
    return message.binary();
  }

  @Override
  public State state() {
    return client.state();
  }

  /// What the script wants the connection to end with. It ends when the script has come to its own
  /// end, so that what it returns is still said.
  Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  @Override
  public Optional<Datum> call(String function, List<Datum> arguments) throws InterruptedException {
    return switch (function) {
      case "send" -> {
        says.accept(Frames.text(argument(arguments, 0, "a value to send").wire()));
        yield Optional.empty();
      }
      case "close" -> {
        ending = ending(arguments);
        yield Optional.empty();
      }
      case "broadcast" -> {
        broadcast(arguments);
        yield Optional.empty();
      }
      case "rooms.join" -> {
        client.membership().join(text(arguments, 0, "a room"));
        yield Optional.empty();
      }
      case "rooms.leave" -> {
        client.membership().leave(text(arguments, 0, "a room"));
        yield Optional.empty();
      }
      case "rooms.members" ->
          Optional.of(
              Datum.json(JSON.valueToTree(rooms.members(text(arguments, 0, "a room"))).toString()));
      case "shared.get" -> shared.get(text(arguments, 0, "a key")).map(ClientScene::datum);
      case "shared.set" -> {
        shared.set(text(arguments, 0, "a key"), json(argument(arguments, 1, "a value")));
        yield Optional.empty();
      }
      case "shared.incr" ->
          Optional.of(
              Datum.json(
                  Long.toString(shared.increment(text(arguments, 0, "a key"), step(arguments)))));
      case "shared.del" ->
          Optional.of(Datum.json(Boolean.toString(shared.delete(text(arguments, 0, "a key")))));
      default -> throw new IllegalStateException("not a function of scripts: " + function);
    };
  }

  private void broadcast(List<Datum> arguments) {
    String room = text(arguments, 0, "a room or a path");
    String said = argument(arguments, 1, "a value to say").wire();
    boolean self =
        arguments.size() > 2
            && arguments.get(2) instanceof Datum.Json options
            && read(options).path("self").asBoolean(false);
    rooms.broadcast(room, said, self ? Optional.empty() : Optional.of(client.membership()));
  }

  private static Ending ending(List<Datum> arguments) {
    int code = arguments.isEmpty() ? 1000 : number(arguments.getFirst());
    // RFC 6455 section 7.4: these may stand in a close frame.
    boolean usable =
        (code >= 1000 && code <= 1014 && !NOT_SENT.contains(code))
            || (code >= 3000 && code <= 4999);
    if (!usable) {
      throw new IllegalArgumentException(
          "a close code is 1000 to 1003, 1007 to 1009, 1011 to 1014 or 3000 to 4999, not %d"
              .formatted(code));
    }
    return new Ending(code, arguments.size() > 1 ? arguments.get(1).wire() : "", true);
  }

  private static int number(Datum value) {
    JsonNode json = value instanceof Datum.Json ? read(value) : JSON.nullNode();
    if (!json.canConvertToInt()) {
      throw new IllegalArgumentException("a close code is a number");
    }
    return json.intValue();
  }

  private static long step(List<Datum> arguments) {
    if (arguments.size() < 2) {
      return 1;
    }
    JsonNode by = read(arguments.get(1));
    if (!by.canConvertToExactIntegral() || !by.canConvertToLong()) {
      throw new IllegalArgumentException("shared.incr adds a whole number");
    }
    return by.longValue();
  }

  private static Datum argument(List<Datum> arguments, int index, String what) {
    if (arguments.size() <= index) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return arguments.get(index);
  }

  private static String text(List<Datum> arguments, int index, String what) {
    if (argument(arguments, index, what) instanceof Datum.Text text) {
      return text.wire();
    }
    throw new IllegalArgumentException(what + " is a text");
  }

  private static String json(Datum value) {
    return value instanceof Datum.Text text
        ? JSON.getNodeFactory().textNode(text.wire()).toString()
        : value.wire();
  }

  private static Datum datum(String json) {
    JsonNode value = read(Datum.json(json));
    return value.isTextual() ? Datum.text(value.textValue()) : Datum.json(json);
  }

  private static JsonNode read(Datum value) {
    try {
      return JSON.readTree(value.wire());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
