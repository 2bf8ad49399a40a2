package io.fabula.server.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/// What is said in a room, as it goes from server to server: `{"from":"...","room":"...",
/// "text":"..."}`. Other programs may write such notes too, and leave out `from`.
///
/// @param from the server that says it, which has told its own clients already
/// @param room its name, or a path
record Note(String from, String room, String text) {
  /// Characters of a note. A script says 256 thousand at most, of which each may become six.
  static final int MOST = 2 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(8).maxStringLength(MOST).build());
  }

  String wire() {
    return JSON.createObjectNode().put("from", from).put("room", room).put("text", text).toString();
  }

  /// The note that a text is; none where it is something else, or too long.
  static Optional<Note> parse(String wire) {
    if (wire.length() > MOST) {
      return Optional.empty();
    }
    try {
      JsonNode note = JSON.readTree(wire);
      JsonNode room = note.path("room");
      JsonNode text = note.path("text");
      return room.isTextual() && text.isTextual()
          ? Optional.of(new Note(note.path("from").asText(), room.textValue(), text.textValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
