package io.fabula.generator.redaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.fabula.providers.Secrets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Hides the values of members whose names say that they are secret, numbers among them, and leaves
/// every other character of the text as it was.
final class JsonMembers {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .build();

  private JsonMembers() {}

  /// Where text is no JSON, or is from some point on none, it stays as it is from there.
  static String hideIn(String text) {
    if (!mayBeJson(text)) {
      return text;
    }
    StringBuilder hidden = new StringBuilder();
    int from = 0;
    int unfinished = -1;
    String name = "";
    try (JsonParser json = FACTORY.createParser(text)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
          continue;
        }
        name = name(json);
        int start = (int) json.currentTokenLocation().getCharOffset();
        unfinished = start + 1;
        boolean secret =
            token.isNumeric()
                ? SecretNames.number(name, json.getText())
                : SecretNames.member(name, json.getText());
        unfinished = -1;
        if (secret) {
          hidden.append(text, from, start).append('"').append(Secrets.HIDDEN).append('"');
          from = (int) json.currentLocation().getCharOffset();
        }
      }
    } catch (IOException notJson) {
      // It may be the beginning of a long message, cut off within a secret.
      if (unfinished >= 0 && SecretNames.member(name, text.substring(unfinished))) {
        return hidden.append(text, from, unfinished).append(Secrets.HIDDEN).toString();
      }
    }
    return from == 0 ? text : hidden.append(text, from, text.length()).toString();
  }

  private static boolean mayBeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        return true;
      }
      if (c > ' ') {
        return false;
      }
    }
    return false;
  }

  /// A list under a name is as secret as the name.
  private static String name(JsonParser json) {
    JsonStreamContext context = json.getParsingContext();
    @Nullable String name =
        context.inArray() ? context.getParent().getCurrentName() : context.getCurrentName();
    return name == null ? "" : name;
  }
}
