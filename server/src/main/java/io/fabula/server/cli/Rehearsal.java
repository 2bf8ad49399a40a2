package io.fabula.server.cli;

import io.fabula.generator.Library;
import io.fabula.server.app.FabulaServer;
import io.fabula.server.config.ConfigReader;
import io.fabula.server.config.FabulaConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Plays once through what the commands do most, for the JVM to record which classes that takes:
/// the launcher runs it to make the AOT cache (JEP 483), never a person, in a folder without
/// configuration and with an empty environment. It asks no model, writes no file and listens on a
/// free loopback port for a moment. What fails is left out: the cache then knows less, and nothing
/// else is lost.
final class Rehearsal {
  /// Enough for deeds to be compiled.
  private static final long EVENTS = 5_000;

  private static final Path NOWHERE = Path.of("/dev/null");
  private static final long PATIENCE_SECONDS = 20;

  private Rehearsal() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path narratives = Setup.home().resolve("narratives");
    List<String> names = new Library(narratives).names();
    if (!names.isEmpty()) {
      serve(names.getFirst());
      run("validate", narratives.resolve(names.getFirst() + ".md").toString());
    }
    for (String name : names) {
      generate(narratives.resolve(name + ".md"));
    }
    run("providers", "--help");
  }

  private static void generate(Path narrative) {
    run(
        "generate",
        narrative.toString(),
        "--provider",
        "offline",
        "--count",
        Long.toString(EVENTS),
        "-o",
        NOWHERE.toString());
  }

  private static void run(String... arguments) {
    var _ = Fabula.execute(arguments);
  }

  private static void serve(String name) throws IOException, InterruptedException {
    // Whatever the configuration of this folder says: the client below brings no certificate.
    ConfigReader.Flags flags =
        new ConfigReader.Flags(
            Optional.empty(),
            Optional.empty(),
            Map.of("websocket.port", "0", "websocket.tls.enabled", "false"));
    FabulaConfig config = ConfigReader.read(flags, Map.of(), Setup.home());
    try (FabulaServer server = FabulaServer.start(config, Optional.empty());
        HttpClient http = HttpClient.newHttpClient()) {
      String story = "localhost:" + server.port() + "/streams/" + name;
      for (String url : List.of(story + "/events?rate=1000&count=100", story)) {
        var _ =
            http.send(
                HttpRequest.newBuilder(URI.create("http://" + url)).build(),
                HttpResponse.BodyHandlers.ofString());
      }
      Listener listener = new Listener();
      var _ =
          http.newWebSocketBuilder()
              .buildAsync(URI.create("ws://" + story + "?rate=1000&count=100"), listener);
      listener.awaitEnd();
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      ended.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      ended.completeExceptionally(failure);
    }

    void awaitEnd() throws InterruptedException {
      var _ = ended.completeOnTimeout(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
      try {
        ended.join();
      } catch (CompletionException e) {
        throw new IllegalStateException("the server did not end the story", e.getCause());
      }
    }
  }
}
