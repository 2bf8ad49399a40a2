package io.fabula.server.config;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `websocket.shared_state`. What `redis_url` says is never shown: it may hold a password.
final class SharedStateReader {
  /// What also comes from the environment.
  static final List<List<String>> SCALARS =
      List.of(
          List.of("websocket", "shared_state", "enabled"),
          List.of("websocket", "shared_state", "redis_url"),
          List.of("websocket", "shared_state", "prefix"),
          List.of("websocket", "shared_state", "timeout"));

  private static final String FORM =
      "redis_url must be redis://[[user]:password@]host[:port][/database], or rediss:// for TLS;"
          + " in user and password write other characters than letters and digits as %XX";

  private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,5}");
  private static final Pattern QUERY = Pattern.compile("verifyPeer=(none|ca|full)");
  private static final Pattern PREFIX = Pattern.compile("[!-~]{1,100}");

  private final Problems problems;

  SharedStateReader(Problems problems) {
    this.problems = problems;
  }

  /// The Redis to share through; none where the state stays in this server's memory.
  Optional<RedisSettings> read(MappingReader keys) {
    Optional<String> url = keys.text("redis_url").filter(text -> !text.isBlank());
    boolean enabled = keys.flag("enabled").orElse(true);
    String prefix = keys.text("prefix").orElse("fabula:");
    Duration timeout = keys.duration("timeout").orElse(Duration.ofSeconds(1));
    keys.rejectUnknown();
    if (!PREFIX.matcher(prefix).matches()) {
      problems.add(
          keys.placeOf("prefix"), "prefix has 1 to 100 visible ASCII characters and no spaces");
      return Optional.empty();
    }
    if (timeout.compareTo(RedisSettings.LONGEST) > 0) {
      problems.add(
          keys.placeOf("timeout"),
          "timeout must be 2s at most, not %s: scripts wait for it"
              .formatted(keys.text("timeout").orElse("")));
      return Optional.empty();
    }
    Optional<URI> address = url.flatMap(SharedStateReader::address);
    if (url.isPresent() && address.isEmpty()) {
      problems.add(keys.placeOf("redis_url"), FORM);
    }
    return address.filter(_ -> enabled).map(uri -> new RedisSettings(uri, prefix, timeout));
  }

  private static Optional<URI> address(String text) {
    try {
      URI uri = new URI(text);
      boolean tls = "rediss".equals(uri.getScheme());
      boolean usable =
          (tls || "redis".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getPort() != 0
              && uri.getPort() <= 65_535
              && DATABASE.matcher(uri.getRawPath()).matches()
              && uri.getRawFragment() == null
              && (uri.getRawQuery() == null || (tls && QUERY.matcher(uri.getRawQuery()).matches()));
      return Optional.of(uri).filter(_ -> usable);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
