package io.fabula.server.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabula.server.connection.Rejected;
import io.fabula.server.replay.ReplayShelf;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.file.Path;

/// The list of the replays at `GET /replays`.
final class ReplayRoutes {
  private final Path folder;

  /// @param folder of the replays
  ReplayRoutes(Path folder) {
    this.folder = folder;
  }

  void register(RoutesConfig routes) {
    routes.get("/replays", this::list);
    routes.get(
        "/replays/{name}",
        ctx -> {
          ReplayShelf.of(folder).find(ctx.pathParam("name"));
          throw new Rejected(426, "this is a WebSocket; GET /replays lists the replays");
        });
  }

  private void list(Context ctx) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (String name : ReplayShelf.names(folder)) {
      list.addObject().put("name", name).put("websocket", "/replays/" + name);
    }
    ctx.contentType("application/json").result(list.toString());
  }
}
