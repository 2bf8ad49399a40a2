package io.fabula.generator.replay.session;

import com.fasterxml.jackson.core.JsonToken;
import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.JsonCursor;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Unknown;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording kept as session JSON (the guide's section Session Format): `metadata` and
/// `messages`. Opening goes through the file once and keeps where the messages begin; they are read
/// one by one.
public final class SessionFile implements Recording {
  private static final List<String> KEYS = List.of("metadata", "messages");

  private final Path file;
  private final FileStamp stamp;
  private final Origin origin;
  private final JsonCursor.Spot messages;

  private SessionFile(Path file, FileStamp stamp, Origin origin, JsonCursor.Spot messages) {
    this.file = file;
    this.stamp = stamp;
    this.origin = origin;
    this.messages = messages;
  }

  /// Opens a session.
  ///
  /// @param listener hears the faults of the metadata; those of messages are told when they are
  ///   read
  /// @throws InvalidDocumentException where there is no such file, or it is no session
  public static SessionFile open(Path file, ReadingListener listener) throws IOException {
    try (JsonCursor at = JsonCursor.open(file)) {
      FileStamp stamp = FileStamp.of(file);
      JsonCursor.@Nullable Spot messages = null;
      Metadata metadata = new Metadata(at, listener);
      at.enterObject("a session");
      Place place = at.exactPlace();
      for (String key = at.nextKey(); key != null; key = at.nextKey()) {
        switch (key) {
          case "metadata" -> {
            at.next();
            metadata.read();
          }
          case "messages" -> {
            if (messages != null) {
              listener.fault(at.problem("the key 'messages' stands twice"));
            }
            messages = list(at);
            at.skip();
          }
          default -> {
            listener.fault(at.problem(Unknown.key(key, KEYS)));
            at.next();
            at.skip();
          }
        }
      }
      at.expectEnd();
      if (messages == null) {
        throw new InvalidDocumentException(
            List.of(new Problem(place, "a session needs 'messages', the list of what was said")));
      }
      return new SessionFile(file, stamp, metadata.origin(), messages);
    }
  }

  private static JsonCursor.Spot list(JsonCursor at) throws IOException {
    if (at.next() != JsonToken.START_ARRAY) {
      throw new InvalidDocumentException(
          at.exactPlace(), "messages must be a list, not " + at.kind());
    }
    return at.spot();
  }

  @Override
  public String name() {
    return ReplayFile.bare(file);
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Lines read(ReadingListener listener) throws IOException {
    stamp.mustBeThatOf(file);
    return new SessionLines(JsonCursor.open(file, messages), listener);
  }
}
