package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import io.fabula.generator.replay.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Hides the secrets of recorded messages behind `***` before a model is shown them: what the
/// handshake declares as secret, members that are named like one, and what has the form of one. The
/// recording itself is not touched. Immutable, for any thread.
final class RecordedSecrets {
  private static final String HIDDEN = "***";
  private static final int SHORTEST = 8;

  private static final Pattern NAMES =
      Pattern.compile(
          "(password|passwd|passphrase|pwd|secret|token|apikey|accesskey|privatekey|secretkey"
              + "|authorization|cookie|credential|credentials|sessionid|sid|jwt|bearer|pin|otp"
              + "|signature|auth)$");

  private static final Pattern FORMS =
      Pattern.compile(
          // JSON Web Tokens (RFC 7519), bearer tokens (RFC 6750), keys in PEM.
          "\\beyJ[\\w-]{8,}\\.[\\w-]{4,}\\.[\\w-]*"
              + "|\\b(?:Bearer|bearer|BEARER|Basic) +[\\w.~+/-]{8,}=*"
              + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
              // Keys whose makers gave them a form in order to be found.
              + "|\\bsk-[\\w-]{16,}|\\b[rs]k_(?:live|test)_\\w{16,}|\\bgh[pousr]_\\w{30,}"
              + "|\\bgithub_pat_\\w{20,}|\\bglpat-[\\w-]{16,}|\\bxox[abeoprs]-[\\w-]{10,}"
              + "|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bAIza[\\w-]{35}");

  /// In addresses and forms: the value behind the name.
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "(?i)\\b([\\w-]*(?:token|key|sig|signature|password|secret|pwd)=)[^&\\s\"'#\\\\{]{4,}");

  private final List<String> words;

  private RecordedSecrets(List<String> words) {
    this.words = words;
  }

  static RecordedSecrets of(Origin origin) {
    List<String> words = new ArrayList<>();
    Stream.concat(origin.requestHeaders().stream(), origin.responseHeaders().stream())
        .filter(header -> isSecretName(header.name()))
        .flatMap(header -> Stream.of(header.value().split("[\\s;,=]+", -1)))
        .forEach(words::add);
    origin
        .url()
        .filter(url -> url.contains("?") || url.contains("@"))
        .ifPresent(url -> words.addAll(List.of(url.split("[?&=@:/]+", -1))));
    return new RecordedSecrets(
        words.stream()
            .filter(word -> word.length() >= 2 * SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /// Whether what is called so is a secret: `X-Api-Key` and `api_key` mean the same.
  static boolean isSecretName(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return NAMES.matcher(plain).find();
  }

  /// Text without what has the form of a secret.
  static String hideForms(String text) {
    String hidden = FORMS.matcher(text).replaceAll(HIDDEN);
    return PARAMETERS.matcher(hidden).replaceAll("$1***");
  }

  /// A message without its secrets.
  ///
  /// @param text JSON or not
  String hideIn(String text) {
    JsonNode json = Said.json(text);
    String hidden = hideForms(json == null || !hideMembers(json) ? text : json.toString());
    for (String word : words) {
      hidden = hidden.replace(word, HIDDEN);
    }
    return hidden;
  }

  /// Whether anything was hidden.
  private static boolean hideMembers(JsonNode json) {
    boolean any = false;
    if (json instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (isSecretName(field.getKey()) && hideTexts(field)) {
          any = true;
        } else {
          any |= hideMembers(field.getValue());
        }
      }
    } else {
      for (JsonNode item : json) {
        any |= hideMembers(item);
      }
    }
    return any;
  }

  /// A list under a name is as secret as the name. Numbers may be: a PIN is.
  private static boolean hideTexts(Map.Entry<String, JsonNode> field) {
    JsonNode value = field.getValue();
    boolean hide =
        (value.isTextual() && !value.textValue().isEmpty())
            || value.isNumber()
            || value instanceof ArrayNode;
    if (hide) {
      field.setValue(TextNode.valueOf(HIDDEN));
    }
    return hide;
  }
}
