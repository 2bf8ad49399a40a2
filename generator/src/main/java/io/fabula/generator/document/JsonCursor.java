package io.fabula.generator.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Goes through JSON value by value in constant memory, and knows the place of each. For documents
/// that may be larger than memory ([#open]) and for many small ones in a row ([#line]). Strings,
/// depth and numbers are bounded; what is skipped is not kept. For one thread.
///
/// Every method throws [InvalidDocumentException] where the text is not JSON.
public final class JsonCursor implements AutoCloseable {
  /// The longest string that is read, in bytes as written.
  public static final int MAX_STRING = 24 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(500)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(64 << 10)
                  .maxNumberLength(100)
                  .build())
          // UTF-8 always (RFC 8259 section 8.1), so that offsets are what they seem to be.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // Readers are many and live on virtual threads: no buffers for each of those.
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .build();

  private final JsonParser parser;
  private final Source source;

  private JsonCursor(JsonParser parser, Source source) {
    this.parser = parser;
    this.source = source;
  }

  /// What is read, to tell the places in it.
  sealed interface Source permits FileSource, LineSource {
    /// Quick; columns may count bytes.
    Place place(JsonLocation at);

    /// Exact; may read again.
    Place exact(JsonLocation at);
  }

  /// Where in a file reading may go on later.
  ///
  /// @param offset in bytes
  /// @param line counted from 1
  /// @param column in bytes, counted from 1
  public record Spot(long offset, int line, int column) {}

  /// A cursor before the first value of a file.
  ///
  /// @throws InvalidDocumentException where there is no such file
  public static JsonCursor open(Path file) throws IOException {
    FileSource source = FileSource.open(file);
    return new JsonCursor(FACTORY.createParser(source.stream()), source);
  }

  /// A cursor before the value that [#spot] has named in the same file.
  public static JsonCursor open(Path file, Spot spot) throws IOException {
    FileSource source = FileSource.open(file, spot);
    return new JsonCursor(FACTORY.createParser(source.stream()), source);
  }

  /// A cursor before the value in one line of a file.
  ///
  /// @param start where the line begins
  /// @param utf8 the file's bytes, of which `length` from `offset` on are the line's
  public static JsonCursor line(Place start, byte[] utf8, int offset, int length) {
    try {
      return new JsonCursor(
          FACTORY.createParser(utf8, offset, length), new LineSource(start, utf8, offset));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
  }

  /// The next token; null at the end.
  public @Nullable JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  /// The key of the next member; null at the end of the object.
  public @Nullable String nextKey() throws IOException {
    try {
      return parser.nextFieldName();
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  /// The token at which the cursor stands.
  public JsonToken token() {
    return parser.currentToken();
  }

  /// The text of the scalar or key at which the cursor stands.
  public String text() throws IOException {
    try {
      return parser.getText();
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  /// Whether the scalar at which the cursor stands has at most so many characters.
  public boolean isShort(int most) throws IOException {
    try {
      return parser.getTextLength() <= most;
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  /// Goes to the end of the object or array that begins here; a scalar is its own end.
  public void skip() throws IOException {
    try {
      parser.skipChildren();
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  /// Goes into the object that is the next value.
  ///
  /// @param what how to call it in a message
  /// @throws InvalidDocumentException where the next value is another
  public void enterObject(String what) throws IOException {
    if (next() != JsonToken.START_OBJECT) {
      throw new InvalidDocumentException(exactPlace(), "%s must be an object".formatted(what));
    }
  }

  /// Makes sure that nothing follows.
  ///
  /// @throws InvalidDocumentException where something does
  public void expectEnd() throws IOException {
    if (next() != null) {
      throw new InvalidDocumentException(exactPlace(), "not JSON: something follows its end");
    }
  }

  /// Whether the cursor stands at null.
  public boolean atNothing() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /// What a person calls the value here.
  public String kind() {
    return switch (parser.currentToken()) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      case VALUE_STRING, FIELD_NAME -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case null, default -> "nothing";
    };
  }

  /// Where the current token stands. Quick: in a file of its own the column counts bytes.
  public Place place() {
    return source.place(parser.currentTokenLocation());
  }

  /// Where the current token stands, for a person to look it up.
  public Place exactPlace() {
    return source.exact(parser.currentTokenLocation());
  }

  /// A fault of the current token.
  public Problem problem(String message) {
    return new Problem(exactPlace(), message);
  }

  /// Where to come back to with [#open(Path, Spot)].
  public Spot spot() {
    JsonLocation at = parser.currentTokenLocation();
    return switch (source) {
      case FileSource file -> file.spot(at);
      case LineSource _ -> throw new IllegalStateException("a line has no spots");
    };
  }

  private InvalidDocumentException notJson(JsonProcessingException e) {
    @Nullable JsonLocation at = e.getLocation();
    Place place = source.exact(at == null ? parser.currentLocation() : at);
    String what =
        e instanceof StreamConstraintsException
            ? "more than is read: " + e.getOriginalMessage()
            : "not JSON: " + plain(e.getOriginalMessage());
    return new InvalidDocumentException(place, what);
  }

  /// Jackson says where an object began in its own words, which name no file.
  private static String plain(String message) {
    String first = message.lines().findFirst().orElse("");
    int location = first.indexOf(" (start marker at");
    String text = location < 0 ? first : first.substring(0, location);
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
