package io.fabula.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.server.config.ConfigReader;
import io.fabula.server.config.ConfigSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A real server on a free port, over narratives that the test writes.
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /// Counts: each event holds the number of its entity's steps.
  static final String COUNTER =
      """
      {"blueprint": 1,
       "entities": {"counter": {"fields": {"n": 0}, "actions": [{"event": "step"}]}},
       "events": {"step": {"set": {"n": {"$expr": "n + 1"}},
                           "data": {"n": {"$ref": "n"}, "luck": {"$int": [1, 1000000]}}}}}
      """;

  private final FabulaServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestServer(FabulaServer server) {
    this.server = server;
  }

  /// Starts a server over the narratives in `folder`.
  ///
  /// @param flags by path, such as `websocket.max_connections`
  static TestServer start(Path folder, Map<String, String> flags) {
    return start(folder, flags, Map.of());
  }

  /// @param environment what variables there are
  static TestServer start(Path folder, Map<String, String> flags, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(flags);
    all.putIfAbsent("websocket.port", "0");
    all.put("narratives", folder.toString());
    ConfigReader.Flags read =
        new ConfigReader.Flags(
            Optional.of(folder.resolve("fabula.yaml")).filter(Files::exists),
            Optional.empty(),
            all);
    return new TestServer(
        FabulaServer.start(new ConfigSource(read, environment, folder), Optional.empty()));
  }

  /// Writes a narrative that is played by the counting blueprint.
  static void counter(Path folder, String name, String frontMatter) throws IOException {
    narrative(folder, name, frontMatter);
    Files.writeString(folder.resolve(name + ".blueprint.json"), COUNTER);
  }

  static void narrative(Path folder, String name, String frontMatter) throws IOException {
    Files.writeString(
        folder.resolve(name + ".md"),
        "---\n" + frontMatter + "\n---\n# Counting\n\nOne, two, three.\n");
  }

  int port() {
    return server.port();
  }

  TestClient connect(String path) throws InterruptedException {
    return TestClient.connect(port(), path);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  /// Connections that the server counts at this moment.
  int connections() throws IOException, InterruptedException {
    return json("/health/ready").get("connections").intValue();
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
