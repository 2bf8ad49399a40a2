package io.fabula.generator.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON document with the place of every value. Hostile input is bounded in depth and
/// size.
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxDocumentLength(16 << 20)
                  .maxStringLength(1 << 20)
                  .build())
          .build();

  private final String file;
  private final JsonParser parser;
  private final Problems problems;

  private Json(String file, JsonParser parser, Problems problems) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
  }

  /// Reads `text`.
  ///
  /// @param problems takes duplicate keys; syntax errors are thrown
  /// @throws InvalidDocumentException where the text is not one JSON value
  public static Node parse(String file, String text, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Json json = new Json(file, parser, problems);
      if (parser.nextToken() == null) {
        throw new InvalidDocumentException(new Place(file, 1, 1), "not JSON: the file is empty");
      }
      Node root = json.value();
      if (parser.nextToken() != null) {
        throw new InvalidDocumentException(json.place(), "not JSON: something follows its end");
      }
      return root;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      Place place =
          at == null ? new Place(file, 1, 1) : new Place(file, at.getLineNr(), at.getColumnNr());
      throw new InvalidDocumentException(place, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Node value() throws IOException {
    Place place = place();
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(place);
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value());
        }
        yield new Node.Sequence(place, items);
      }
      case VALUE_STRING -> new Node.Scalar(place, Node.Kind.TEXT, parser.getText());
      case VALUE_NUMBER_INT -> new Node.Scalar(place, Node.Kind.INTEGER, parser.getText());
      case VALUE_NUMBER_FLOAT -> number(place, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(place, Node.Kind.FLAG, parser.getText());
      case VALUE_NULL -> new Node.Scalar(place, Node.Kind.NOTHING, "null");
      default -> throw new InvalidDocumentException(place, "not JSON: " + parser.currentToken());
    };
  }

  private static Node number(Place place, String text) {
    if (text.matches("[^eE]*[eE][-+]?[0-9]{5,}")) {
      throw new InvalidDocumentException(place, "not a number that anyone can use: " + text);
    }
    return new Node.Scalar(place, Node.Kind.NUMBER, text);
  }

  private Node.Mapping mapping(Place place) throws IOException {
    Map<String, Node.Member> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Place keyPlace = place();
      String key = parser.currentName();
      parser.nextToken();
      Node.Member first = members.putIfAbsent(key, new Node.Member(keyPlace, value()));
      if (first != null) {
        problems.add(
            keyPlace,
            "the key '%s' stands twice, first in line %d".formatted(key, first.keyPlace().line()));
      }
    }
    return new Node.Mapping(place, members);
  }

  private Place place() {
    var at = parser.currentTokenLocation();
    return new Place(file, at.getLineNr(), at.getColumnNr());
  }
}
