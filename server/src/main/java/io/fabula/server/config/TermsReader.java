package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the keys under `websocket` that make the [SocketTerms].
final class TermsReader {
  /// A token of RFC 9110 section 5.6.2, which RFC 6455 section 4.1 demands of a subprotocol.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private final Problems problems;
  private final Path beside;

  /// @param beside the folder of the configuration
  TermsReader(Problems problems, Path beside) {
    this.problems = problems;
    this.beside = beside;
  }

  /// @param at the subprotocols of handlers that name their own, by path
  SocketTerms read(MappingReader keys, Map<String, List<String>> at) {
    return new SocketTerms(
        new Subprotocols(subprotocols(keys).orElse(List.of()), at),
        keys.mapping("rate_limit").flatMap(this::rateLimit),
        keys.mapping("tls").flatMap(this::tls));
  }

  /// TLS, where it is not switched off. Whether the files can be used shows when the server starts.
  private Optional<Tls> tls(MappingReader keys) {
    boolean enabled = keys.flag("enabled").orElse(true);
    Optional<Path> certificates = file(keys, "cert_path");
    Optional<Path> key = file(keys, "key_path");
    boolean selfSigned = keys.flag("self_signed").orElse(false);
    keys.rejectUnknown();
    if (!enabled) {
      return Optional.empty();
    }
    if (certificates.isPresent() && key.isPresent()) {
      return Optional.of(new Tls.Files(certificates.get(), key.get()));
    }
    if (certificates.isPresent() || key.isPresent()) {
      problems.add(
          keys.place(),
          "tls needs both cert_path and key_path; one file that holds both goes twice");
      return Optional.empty();
    }
    if (!selfSigned) {
      problems.add(
          keys.place(),
          "tls needs cert_path and key_path, the PEM files of a certificate and its key;"
              + " 'self_signed: true' or 'serve --ws-tls' makes one for development");
    }
    return Optional.of(new Tls.SelfSigned(beside.resolve(".fabula").resolve("tls")));
  }

  private Optional<Path> file(MappingReader keys, String key) {
    return keys.text(key).map(file -> ConfigReader.resolved(keys.placeOf(key), beside, file));
  }

  /// The list under `subprotocols`, which may be empty; nothing where there is no such key.
  Optional<List<String>> subprotocols(MappingReader keys) {
    if (keys.node("subprotocols").isEmpty()) {
      return Optional.empty();
    }
    List<String> spoken = new ArrayList<>();
    for (String name : TextLists.read(keys, "subprotocols", problems)) {
      if (TOKEN.matcher(name).matches()) {
        spoken.add(name);
      } else {
        problems.add(
            keys.placeOf("subprotocols"),
            "'%s' cannot be a subprotocol; write a token such as graphql-transport-ws"
                .formatted(name));
      }
    }
    return Optional.of(spoken);
  }

  private Optional<RateLimit> rateLimit(MappingReader keys) {
    int before = problems.found().size();
    Optional<Long> messages = keys.integer("messages", 1, RateLimit.MOST);
    Duration per = keys.duration("per").orElse(Duration.ofSeconds(1));
    Optional<Long> burst = keys.integer("burst", 1, RateLimit.MOST);
    RateLimit.Action action =
        keys.choice("action", RateLimit.Action.class).orElse(RateLimit.Action.CLOSE);
    keys.rejectUnknown();
    if (keys.node("messages").isEmpty()) {
      problems.add(
          keys.place(),
          "rate_limit needs 'messages': how many a connection may send in each 'per'");
    }
    if (per.compareTo(RateLimit.LONGEST) > 0) {
      problems.add(keys.placeOf("per"), "per must be at most 1h");
    }
    if (problems.found().size() > before || messages.isEmpty()) {
      return Optional.empty();
    }
    int most = messages.get().intValue();
    if (per.toNanos() < most) {
      problems.add(keys.placeOf("per"), "per must be longer; write how many in a second, per: 1s");
      return Optional.empty();
    }
    return Optional.of(new RateLimit(most, per, burst.map(Long::intValue).orElse(most), action));
  }
}
