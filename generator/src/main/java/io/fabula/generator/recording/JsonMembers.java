package io.fabula.generator.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.fabula.providers.Secrets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Hides the values of members whose names say that they are secret, and leaves every other
/// character of the text as it was.
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

  /// Text that is no JSON is returned as it is.
  static String hideIn(String text) {
    if (!mayBeJson(text)) {
      return text;
    }
    StringBuilder hidden = new StringBuilder();
    int from = 0;
    try (JsonParser json = FACTORY.createParser(text)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && isSecret(json)) {
          int start = (int) json.currentTokenLocation().getCharOffset();
          int end = (int) json.currentLocation().getCharOffset();
          hidden.append(text, from, start).append('"').append(Secrets.HIDDEN).append('"');
          from = end;
        }
      }
    } catch (IOException notJson) {
      return text;
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
  private static boolean isSecret(JsonParser json) throws IOException {
    JsonStreamContext context = json.getParsingContext();
    @Nullable String name =
        context.inArray() ? context.getParent().getCurrentName() : context.getCurrentName();
    return name != null && SecretNames.member(name, json.getText());
  }
}
