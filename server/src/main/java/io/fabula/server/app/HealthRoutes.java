package io.fabula.server.app;

import io.javalin.config.RoutesConfig;

/// `/health/live`: the process runs. `/health/ready`: it takes clients; answered by the very socket
/// that clients use, so whoever gets the answer could have connected.
final class HealthRoutes {
  private final Clients clients;

  HealthRoutes(Clients clients) {
    this.clients = clients;
  }

  void register(RoutesConfig routes) {
    routes.get(
        "/health/live", ctx -> ctx.contentType("application/json").result("{\"status\":\"live\"}"));
    routes.get(
        "/health/ready",
        ctx -> {
          boolean ready = !clients.leaving();
          ctx.status(ready ? 200 : 503).contentType("application/json");
          ctx.result(
              "{\"status\":\"%s\",\"connections\":%d}"
                  .formatted(ready ? "ready" : "stopping", clients.count()));
        });
  }
}
