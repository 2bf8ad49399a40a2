package io.fabula.generator.redaction;

import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.Surrogates;
import io.fabula.providers.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Hides the secrets of one recording behind `***`: what the handshake declares as secret, wherever
/// it shows; what is named like a secret; and what has the form of one. Binary messages stay as
/// they are and are counted. For one thread.
public final class Redactor {
  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /// Shorter cookies are settings more often than secrets.
  private static final int SHORTEST_COOKIE = 16;

  private final Secrets known;
  private final Address address;
  private int headers;
  private long messages;
  private long binaries;

  /// @param origin what is known of the handshake, whose secrets may show in messages too
  public Redactor(Origin origin) {
    this.address = new Address(origin.url().orElse(""));
    Stream<String> declared =
        Stream.concat(origin.requestHeaders().stream(), origin.responseHeaders().stream())
            .flatMap(Redactor::secretsOf);
    this.known = Secrets.of(Stream.concat(address.secrets().stream(), declared));
  }

  private static Stream<String> secretsOf(Origin.Header header) {
    String value = header.value();
    return switch (header.name().toLowerCase(Locale.ROOT)) {
      // `Bearer TOKEN`: the scheme is none.
      case "authorization", "proxy-authorization" ->
          Stream.of(value.substring(value.indexOf(' ') + 1).strip());
      case "cookie" ->
          Stream.of(value.split(";", -1))
              .map(pair -> pair.substring(pair.indexOf('=') + 1).strip())
              .filter(cookie -> cookie.length() >= SHORTEST_COOKIE);
      case "set-cookie" -> {
        String pair = value.split(";", 2)[0];
        yield Stream.of(pair.substring(pair.indexOf('=') + 1).strip())
            .filter(cookie -> cookie.length() >= SHORTEST_COOKIE);
      }
      default -> SecretNames.header(header.name(), value) ? Stream.of(value) : Stream.empty();
    };
  }

  /// The handshake and the end of a recording without their secrets.
  public Origin hide(Origin origin) {
    return new Origin(
        origin.url().map(_ -> known.hideIn(TokenForms.hideIn(address.hidden()))),
        origin.start(),
        origin.requestHeaders().stream().map(this::hide).toList(),
        origin.responseHeaders().stream().map(this::hide).toList(),
        origin
            .close()
            .map(end -> new Origin.Close(end.code(), hideInText(end.reason()), end.at())));
  }

  private Origin.Header hide(Origin.Header header) {
    String name = header.name().toLowerCase(Locale.ROOT);
    String value =
        SECRET_HEADERS.contains(name) || SecretNames.header(name, header.value())
            ? Secrets.HIDDEN
            : hideInText(header.value());
    headers += value.equals(header.value()) ? 0 : 1;
    return new Origin.Header(header.name(), value);
  }

  /// A message without its secrets; all else of it stays, character by character.
  ///
  /// @param text JSON, the beginning of such, or anything else
  public String hideIn(String text) {
    return hideInText(JsonMembers.hideIn(text));
  }

  /// Whether a value is a secret by its form or by the name that it stands under.
  public static boolean isSecret(String name, String value) {
    return SecretNames.member(name, value) || !TokenForms.hideIn(value).equals(value);
  }

  private String hideInText(String text) {
    return known.hideIn(TokenForms.hideIn(text));
  }

  /// A line without its secrets; the same one where it has none.
  public Line hide(Line line) {
    switch (line.message()) {
      case Message.Text said -> {
        String hidden = hideIn(said.text());
        if (hidden.equals(said.text())) {
          return line;
        }
        messages++;
        return line.with(new Message.Text(Surrogates.mended(hidden)));
      }
      case Message.Binary said -> {
        String text = new String(said.bytes(), StandardCharsets.ISO_8859_1);
        binaries += hideInText(text).equals(text) ? 0 : 1;
        return line;
      }
    }
  }

  /// What was hidden so far, and what was not.
  public List<String> told() {
    List<String> told = new ArrayList<>();
    if (address.isSecret()) {
      told.add("hidden: secrets in the address");
    }
    if (headers > 0) {
      told.add("hidden: the values of " + counted(headers, "header"));
    }
    if (messages > 0) {
      told.add("hidden: secrets in " + counted(messages, "message"));
    }
    if (binaries > 0) {
      told.add(
          "not hidden: %s what looks like a secret"
              .formatted(
                  binaries == 1
                      ? "1 binary message holds"
                      : "%,d binary messages hold".formatted(binaries)));
    }
    return told;
  }

  private static String counted(long howMany, String what) {
    return howMany == 1 ? "1 " + what : "%,d %ss".formatted(howMany, what);
  }
}
