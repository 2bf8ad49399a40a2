package io.fabula.server.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.Story;
import io.fabula.generator.narrative.Narrative;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.connection.SseConnection;
import io.fabula.server.connection.WebSocketConnection;
import io.fabula.server.stream.Commands;
import io.fabula.server.stream.Failures;
import io.fabula.server.stream.Rejected;
import io.fabula.server.stream.StreamRequest;
import io.fabula.server.stream.Streams;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The streams: `ws /streams/NAME`, the same as server-sent events at `GET /streams/NAME/events`,
/// and their list at `GET /streams`.
final class StreamRoutes {
  private static final String REQUEST = "fabula.request";
  private static final String STORY = "fabula.story";
  private static final String CLIENT = "fabula.client";
  private static final String ENTERED = "fabula.entered";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long MOST_UNREAD = 256 * 1024;

  private final Streams streams;
  private final Admission admission;
  private final Clients clients;
  private final Commands commands;
  private final double maxRate;
  private final Duration pingInterval;

  StreamRoutes(
      Streams streams,
      Admission admission,
      Clients clients,
      Commands commands,
      double maxRate,
      Duration pingInterval) {
    this.streams = streams;
    this.admission = admission;
    this.clients = clients;
    this.commands = commands;
    this.maxRate = maxRate;
    this.pingInterval = pingInterval;
  }

  void register(RoutesConfig routes) {
    routes.before(ctx -> admission.checkOrigin(header(ctx, "Origin"), header(ctx, "Host")));
    routes.get("/streams", this::list);
    routes.get("/streams/{name}", this::notWithoutUpgrade);
    routes.get("/streams/{name}/events", this::events);
    routes.wsBeforeUpgrade(this::beforeUpgrade);
    routes.wsAfterUpgrade(this::afterUpgrade);
    routes.ws("/streams/{name}", this::socket);
    routes.ws("/*", _ -> {});
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
    for (Story story : streams.stories()) {
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

  /// All checks, while an HTTP status can still be given.
  private void beforeUpgrade(Context ctx) {
    try {
      // Javalin has made an HTTP session, which nobody needs.
      Optional.ofNullable(ctx.req().getSession(false)).ifPresent(session -> session.invalidate());
      Handshake.check(ctx.req());
      admission.checkOrigin(header(ctx, "Origin"), header(ctx, "Host"));
      String path = ctx.path();
      if (!path.startsWith("/streams/")) {
        throw new Rejected(404, "no WebSocket at this path; GET /streams lists the streams");
      }
      StreamRequest request = request(ctx, path.substring("/streams/".length()));
      Story story = streams.check(request);
      clients.enter();
      ctx.attribute(ENTERED, true);
      ctx.attribute(REQUEST, request);
      ctx.attribute(STORY, story);
      // Javalin echoes the first subprotocol offered; none is spoken here.
      ctx.res().setHeader("Sec-WebSocket-Protocol", null);
    } catch (Rejected rejected) {
      JsonErrors.write(rejected, ctx.res());
      throw rejected;
    }
  }

  private StreamRequest request(Context ctx, String name) {
    return StreamRequest.parse(name, ctx.queryParamMap(), maxRate);
  }

  private static Optional<String> header(Context ctx, String name) {
    return Optional.ofNullable(ctx.header(name));
  }

  /// A handshake that failed after all gives its place back.
  private void afterUpgrade(Context ctx) {
    boolean upgraded = ctx.res().getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
    if (!upgraded && ctx.attribute(ENTERED) != null) {
      clients.stayedAway();
    }
  }

  private void socket(WsConfig ws) {
    ws.onConnect(this::connected);
    ws.onMessage(ctx -> client(ctx).ifPresent(client -> answer(client, ctx.message())));
    ws.onBinaryMessage(
        ctx -> client(ctx).ifPresent(client -> client.connection().end(Ending.TEXT_ONLY, GRACE)));
    ws.onClose(ctx -> left(ctx));
    ws.onError(ctx -> left(ctx));
  }

  /// Answers a command. Who does not take the answers is not read from: the reader waits here.
  private void answer(Clients.Client client, String message) {
    try {
      if (client.connection().awaitRoom(MOST_UNREAD)) {
        client
            .playing()
            .map(playing -> Frames.text(commands.answer(message, playing)))
            .ifPresent(client.connection()::send);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Clients.Client> client(WsContext ctx) {
    return Optional.ofNullable(ctx.attribute(CLIENT));
  }

  private static void left(WsContext ctx) {
    client(ctx)
        .ifPresent(
            client -> {
              if (client.connection() instanceof WebSocketConnection socket) {
                socket.closed();
              }
              client.leave();
            });
  }

  private void connected(WsConnectContext ctx) {
    WebSocketConnection connection = new WebSocketConnection(ctx.session);
    Clients.Client client = clients.arrived(connection);
    ctx.attribute(CLIENT, client);
    if (!pingInterval.isZero()) {
      ctx.enableAutomaticPings(pingInterval.toMillis(), TimeUnit.MILLISECONDS);
    }
    StreamRequest request = ctx.attribute(REQUEST);
    Story story = ctx.attribute(STORY);
    if (request != null && story != null) {
      listen(client, story, request, false);
    }
  }

  private void listen(
      Clients.Client client, Story story, StreamRequest request, boolean resumable) {
    try {
      client.listensTo(streams.listen(story, request, client.connection(), resumable));
    } catch (RuntimeException e) {
      client.connection().end(Failures.ending(request.name(), e), GRACE);
    }
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
        listen(client, story, request, true);
        connection.write();
      } finally {
        client.leave();
      }
    } catch (IOException e) {
      // The client has gone before it got anything.
      clients.stayedAway();
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
