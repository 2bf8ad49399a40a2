package io.fabula.generator.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import io.fabula.generator.match.NodePath;
import io.fabula.generator.match.Patterns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a line waits for: a message of the client that a regular expression (RE2) matches
/// somewhere, or one in which a JSONPath (it starts with `$`) finds something. No message can stall
/// it. Immutable, for any thread.
public final class WaitFor {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String source;
  private final Test test;
  private final Optional<Duration> timeout;

  private WaitFor(String source, Test test, Optional<Duration> timeout) {
    this.source = source;
    this.test = test;
    this.timeout = timeout;
  }

  private sealed interface Test {
    boolean metBy(Message message);

    /// Sees a binary message as one character a byte (U+0000 to U+00FF).
    record Matches(Pattern pattern) implements Test {
      @Override
      public boolean metBy(Message message) {
        String text =
            switch (message) {
              case Message.Text said -> said.text();
              case Message.Binary said -> new String(said.bytes(), StandardCharsets.ISO_8859_1);
            };
        return pattern.matcher(text).find();
      }
    }

    /// What is no JSON holds nothing to find.
    record Finds(NodePath path) implements Test {
      @Override
      public boolean metBy(Message message) {
        @Nullable JsonNode json = parsed(message);
        return json != null && !json.isMissingNode() && path.finds(json);
      }

      private static @Nullable JsonNode parsed(Message message) {
        try {
          return switch (message) {
            case Message.Text said -> JSON.readTree(said.text());
            case Message.Binary said -> JSON.readTree(said.bytes());
          };
        } catch (IOException notJson) {
          return null;
        }
      }
    }
  }

  /// A wait for what `source` describes, for as long as it takes.
  ///
  /// @throws IllegalArgumentException with what is wrong, where it is neither a pattern nor a path
  public static WaitFor parse(String source) {
    Test test =
        source.startsWith("$")
            ? new Test.Finds(NodePath.compile(source))
            : new Test.Matches(Patterns.compile(source, 0));
    return new WaitFor(source, test, Optional.empty());
  }

  /// The same wait, given up after `most`.
  public WaitFor within(Duration most) {
    return new WaitFor(source, test, Optional.of(most));
  }

  /// As it was written.
  public String source() {
    return source;
  }

  /// How long to wait at most.
  public Optional<Duration> timeout() {
    return timeout;
  }

  /// Whether this is the message waited for.
  public boolean metBy(Message message) {
    return test.metBy(message);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WaitFor that
        && source.equals(that.source)
        && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, timeout);
  }

  @Override
  public String toString() {
    return "WaitFor[" + source + timeout.map(most -> ", " + most).orElse("") + "]";
  }
}
