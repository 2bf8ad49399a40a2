package io.fabula.generator.replay.session;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fabula.generator.document.JsonLayout;
import io.fabula.generator.replay.Direction;
import io.fabula.generator.replay.Extras;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineSink;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Millis;
import io.fabula.generator.replay.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// Writes session JSON, each message on a line of its own.
public final class SessionWriter implements LineSink {
  private final JsonLayout layout;

  /// @param out closed by whoever opened it
  /// @param origin without a start, the session was recorded in 1970
  /// @param duration of all messages
  /// @param messages how many will be written
  public SessionWriter(OutputStream out, Origin origin, Duration duration, long messages)
      throws IOException {
    layout = new JsonLayout(out);
    layout.json().writeStartObject();
    layout.json().writeFieldName("metadata");
    Metadata.write(origin, duration, messages, layout);
    layout.json().writeArrayFieldStart("messages");
  }

  @Override
  public void write(Line line) throws IOException {
    layout.onOneLine(json -> write(line, json));
  }

  private static void write(Line line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("timestamp_ms");
    json.writeNumber(Millis.number(line.at()));
    json.writeStringField("direction", line.direction() == Direction.IN ? "incoming" : "outgoing");
    switch (line.message()) {
      case Message.Text said -> {
        json.writeStringField("type", "text");
        json.writeStringField("data", said.text());
      }
      case Message.Binary said -> {
        json.writeStringField("type", "binary");
        json.writeBinaryField("data", said.bytes());
      }
    }
    Extras.write(line, json);
    json.writeEndObject();
  }

  @Override
  public void finish() throws IOException {
    layout.json().writeEndArray();
    layout.json().writeEndObject();
    layout.finish();
  }
}
