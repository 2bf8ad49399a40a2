package io.fabula.server.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.Story;
import io.fabula.generator.narrative.Narrative;
import io.fabula.server.connection.Rejected;
import io.fabula.server.connection.SseConnection;
import io.fabula.server.handler.Conversation;
import io.fabula.server.stream.Failures;
import io.fabula.server.stream.Playing;
import io.fabula.server.stream.StreamRequest;
import io.fabula.server.stream.Streams;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The streams as server-sent events at `GET /streams/NAME/events`, and their list at `GET
/// /streams`.
final class StreamRoutes {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Streams streams;
  private final Admission admission;
  private final Clients clients;
  private final double maxRate;

  StreamRoutes(Streams streams, Admission admission, Clients clients, double maxRate) {
    this.streams = streams;
    this.admission = admission;
    this.clients = clients;
    this.maxRate = maxRate;
  }

  void register(RoutesConfig routes) {
    routes.before(ctx -> admission.checkOrigin(header(ctx, "Origin"), header(ctx, "Host")));
    routes.get("/streams", this::list);
    routes.get("/streams/{name}", this::notWithoutUpgrade);
    routes.get("/streams/{name}/events", this::events);
  }

  /// Answers what no route knows.
  static void unknown(Context ctx) {
    JsonErrors.write(
        new Rejected(404, "nothing is at this path; GET /streams lists the streams"), ctx.res());
  }

  private void notWithoutUpgrade(Context ctx) {
    streams.check(request(ctx, ctx.pathParam("name")));
    throw new Rejected(
        426, "this is a WebSocket; as server-sent events it is at " + ctx.path() + "/events");
  }

  private void list(Context ctx) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Story story : streams.offer().playable()) {
      Narrative narrative = story.narrative();
      ObjectNode entry =
          list.addObject()
              .put("name", narrative.name())
              .put("title", narrative.title())
              .put("rate", narrative.rate())
              .put("audience", narrative.audience().name().toLowerCase(Locale.ROOT));
      ArrayNode types = entry.putArray("types");
      if (narrative.events().isEmpty()) {
        story.blueprint().ifPresent(blueprint -> blueprint.eventTypes().forEach(types::add));
      } else {
        narrative.events().keySet().forEach(types::add);
      }
      entry.put("websocket", "/streams/" + narrative.name());
      entry.put("events", "/streams/" + narrative.name() + "/events");
    }
    ctx.contentType("application/json").result(list.toString());
  }

  private StreamRequest request(Context ctx, String name) {
    return StreamRequest.parse(name, ctx.queryParamMap(), maxRate);
  }

  private static Optional<String> header(Context ctx, String name) {
    return Optional.ofNullable(ctx.header(name));
  }

  private void events(Context ctx) throws InterruptedException {
    StreamRequest request = request(ctx, ctx.pathParam("name"));
    Optional<String> last = header(ctx, "Last-Event-ID").filter(id -> !id.isBlank());
    if (last.isPresent()) {
      request = request.resumed(last.get());
    }
    Story story = streams.check(request);
    if (request.hasHadAll(story.narrative())) {
      // The only answer that keeps a browser from coming back (WHATWG HTML, server-sent events).
      ctx.status(204);
      return;
    }
    clients.enter();
    try {
      SseConnection connection = new SseConnection(open(ctx), HEARTBEAT);
      Clients.Client client = clients.arrived(connection);
      try {
        listen(client, story, request);
        connection.write();
      } finally {
        client.leave();
      }
    } catch (IOException e) {
      // The client has gone before it got anything.
      clients.stayedAway();
    }
  }

  private void listen(Clients.Client client, Story story, StreamRequest request) {
    try {
      Playing playing = streams.listen(story, request, client.connection(), true);
      client.begins(new Silent(playing));
    } catch (RuntimeException e) {
      client.connection().end(Failures.ending(request.name(), e), GRACE);
    }
  }

  /// A client that can only listen.
  private record Silent(Playing playing) implements Conversation {
    @Override
    public void text(String message) {
      // Server-sent events go one way.
    }

    @Override
    public void binary(byte[] message) {
      // Server-sent events go one way.
    }

    @Override
    public void left() {
      playing.leave();
    }
  }

  private static OutputStream open(Context ctx) throws IOException {
    HttpServletResponse response = ctx.res();
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no");
    header(ctx, "Origin").ifPresent(o -> response.setHeader("Access-Control-Allow-Origin", o));
    response.flushBuffer();
    return response.getOutputStream();
  }
}
