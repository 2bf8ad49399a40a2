package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's section State Management.
class GuideStateTest {
  @TempDir Path folder;

  @Test
  void eachConnectionHasItsOwnState() throws Exception {
    try (TestServer server = Guide.serve(folder, "per-connection-state");
        TestClient one = server.connect("/stateful");
        TestClient two = server.connect("/stateful")) {
      // A guard that does not hold passes the rule over: nothing is said
      one.say("{\"type\": \"subscribe\", \"channel\": \"a\"}");
      assertThat(one.say("{\"type\": \"auth\", \"token\": \"wrong\"}").json().path("type").asText())
          .isEqualTo("auth_failed");
      assertThat(
              one.say("{\"type\": \"auth\", \"token\": \"valid-token\"}")
                  .json()
                  .path("type")
                  .asText())
          .isEqualTo("auth_success");
      assertThat(one.say("{\"type\": \"subscribe\", \"channel\": \"a\"}").json())
          .isEqualTo(TestServer.JSON.readTree("{\"type\":\"subscribed\",\"channel\":\"a\"}"));

      two.say("{\"type\": \"subscribe\", \"channel\": \"b\"}");
      assertThat(two.say("{\"type\": \"auth\"}").json().path("type").asText())
          .isEqualTo("auth_failed");
    }
  }
}
