package io.fabula.server.app;

import io.fabula.generator.Story;
import io.fabula.generator.narrative.Narrative;
import io.fabula.server.config.EndpointConfig;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.handler.Conversation;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Peer;
import io.fabula.server.handler.Request;
import io.fabula.server.stream.Commands;
import io.fabula.server.stream.Playing;
import io.fabula.server.stream.StreamRequest;
import io.fabula.server.stream.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A narrative's stream as a WebSocket: events go out, commands come in.
final class StreamEndpoint implements Endpoint {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long MOST_UNREAD = 256 * 1024;

  private final Streams streams;
  private final Commands commands;
  private final double maxRate;
  private final Optional<EndpointConfig.Tale> tale;
  private final Map<String, String> asked;

  /// Streams by the last segment of the path.
  StreamEndpoint(Streams streams, Commands commands, double maxRate) {
    this(streams, commands, maxRate, Optional.empty(), Map.of());
  }

  /// One stream, whatever the path; its parameters hold where a client gives no others.
  StreamEndpoint only(EndpointConfig.Stream stream) {
    return new StreamEndpoint(
        streams, commands, maxRate, Optional.of(stream.tale()), stream.query());
  }

  private StreamEndpoint(
      Streams streams,
      Commands commands,
      double maxRate,
      Optional<EndpointConfig.Tale> tale,
      Map<String, String> asked) {
    this.streams = streams;
    this.commands = commands;
    this.maxRate = maxRate;
    this.tale = tale;
    this.asked = asked;
  }

  @Override
  public Opening admit(Request handshake) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    asked.forEach((parameter, value) -> query.put(parameter, List.of(value)));
    query.putAll(handshake.query());
    StreamRequest request =
        StreamRequest.parse(
            tale.map(StreamEndpoint::name).orElseGet(handshake::name), query, maxRate);
    Story story = tale.map(t -> story(t, request)).orElseGet(() -> streams.check(request));
    return peer -> new Listening(peer, streams.listen(story, request, peer.connection(), false));
  }

  private Story story(EndpointConfig.Tale tale, StreamRequest request) {
    return switch (tale) {
      case EndpointConfig.Named _ -> streams.check(request);
      case EndpointConfig.InFile(Path file) -> streams.check(request, library -> library.at(file));
      case EndpointConfig.Written(Narrative narrative) -> {
        Story story = new Story(narrative, Optional.empty());
        yield streams.check(request, _ -> story);
      }
    };
  }

  /// How a story is called in messages and in CloudEvents.
  private static String name(EndpointConfig.Tale tale) {
    return switch (tale) {
      case EndpointConfig.Named(String name) -> name;
      case EndpointConfig.InFile(Path file) ->
          file.getFileName().toString().replaceFirst("\\.md$", "");
      case EndpointConfig.Written(Narrative narrative) -> narrative.name();
    };
  }

  /// A client that listens and may say something.
  private final class Listening implements Conversation {
    private final Peer peer;
    private final Playing playing;

    private Listening(Peer peer, Playing playing) {
      this.peer = peer;
      this.playing = playing;
    }

    @Override
    public boolean atOnce() {
      return peer.connection().waiting() <= MOST_UNREAD;
    }

    /// Answers a command. Who does not take the answers is not read from.
    @Override
    public void text(String message) throws InterruptedException {
      if (peer.connection().awaitRoom(MOST_UNREAD)) {
        peer.connection().send(Frames.text(commands.answer(message, playing)));
      }
    }

    @Override
    public void binary(byte[] message) {
      peer.connection().end(Ending.TEXT_ONLY, GRACE);
    }

    @Override
    public void left() {
      playing.leave();
    }
  }
}
