package io.fabula.server.cli;

import io.fabula.server.app.FabulaServer;
import io.fabula.server.config.ConfigSource;
import io.fabula.server.config.EndpointConfig;
import io.fabula.server.config.FabulaConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves every narrative as a stream, over WebSocket and server-sent events, every replay,",
      "and the endpoints of the configuration.",
      "Ends on SIGTERM or Ctrl-C: clients are told with close code 1001, and the exit code is 0."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula serve",
      "  fabula serve --port 9000",
      "  fabula serve --ws-tls",
      "  OPENAI_API_KEY=... fabula serve --provider openai --model gpt-5-mini"
    })
final class ServeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin Setup setup = new Setup();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 picks one. Default 8080.")
  @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on. Default 127.0.0.1; others need admin.token.")
  @Nullable String host;

  @Option(
      names = "--ws-path",
      paramLabel = "PATH",
      description = "Path of the default endpoint. Default /ws.")
  @Nullable String path;

  @Option(
      names = "--websocket",
      description = "Serves WebSockets even where websocket.enabled is false.")
  boolean websocket;

  @Option(
      names = "--ws-tls",
      description = {
        "TLS (wss, https). Without websocket.tls.cert_path it makes a self-signed certificate",
        "for localhost, 127.0.0.1 and ::1, kept in .fabula/tls beside the configuration."
      })
  boolean tls;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> flags = new LinkedHashMap<>();
    if (port != null) {
      flags.put("websocket.port", port.toString());
    }
    if (host != null) {
      flags.put("websocket.host", host);
    }
    if (path != null) {
      flags.put("websocket.path", path);
    }
    if (websocket) {
      flags.put("websocket.enabled", "true");
    }
    if (tls) {
      flags.put("websocket.tls.enabled", "true");
      flags.put("websocket.tls.self_signed", "true");
    }
    ConfigSource source = setup.source(flags);
    FabulaConfig config = source.read();
    Logging.configure(config.log());
    FabulaServer server = FabulaServer.start(source, setup.provider());
    Serving.stopsAtSignal(server);
    printUrls(server, config);
    return Serving.untilSignal();
  }

  private void printUrls(FabulaServer server, FabulaConfig config) {
    String sockets = server.webSocketUrl();
    String address = server.httpUrl();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    out.printf(
        "Fabula %s, provider %s%n", Version.current(), setup.provider().orElse(config.provider()));
    FabulaServer.Offer offer = server.offer();
    for (String name : offer.names()) {
      out.printf("  %s/streams/%s%n", sockets, name);
    }
    for (String name : server.replays()) {
      out.printf("  %s/replays/%s%n", sockets, name);
    }
    for (EndpointConfig endpoint : config.websocket().handlers()) {
      out.printf("  %s%s%n", sockets, endpoint.path());
    }
    offer
        .faults()
        .forEach(
            (name, fault) ->
                err.printf("  not served: %s%n    %s%n", name, fault.replace("\n", "\n    ")));
    if (offer.names().isEmpty()) {
      err.printf("  no narrative in %s can be served%n", config.narratives());
    }
    out.printf("  %s/streams lists them; /streams/NAME/events gives server-sent events%n", address);
    out.printf("  %s/health/ready%n", address);
    out.flush();
    server
        .developmentCertificate()
        .ifPresent(
            made ->
                err.printf(
                    "  self-signed certificate for localhost, 127.0.0.1 and ::1, for development"
                        + " only: %s%n    SHA-256 %s%n",
                    made.certificate(), made.files().read().fingerprint()));
  }
}
