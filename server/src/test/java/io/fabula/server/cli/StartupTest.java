package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupTest {
  @TempDir Path folder;

  @Test
  void whoUsesNoScriptLoadsNothingOfTheirEngine() throws IOException, InterruptedException {
    FabulaProcess run =
        FabulaProcess.run(
            folder,
            Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:stdout"),
            "generate",
            "chat",
            "--count",
            "2");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("io.fabula.server.cli.GenerateCommand");
    assertThat(run.out()).doesNotContain("org.graalvm.", "com.oracle.truffle", "com.oracle.js");
  }

  @Test
  void aServerWithoutRedisLoadsNothingOfItsClient() throws IOException {
    Files.writeString(
        folder.resolve("fabula.yaml"), "websocket: { shared_state: { enabled: true } }");
    ProcessBuilder serve = FabulaProcess.builder(folder, "serve", "--port", "0");
    serve.environment().put("JDK_JAVA_OPTIONS", "-Xlog:class+load:stdout");
    Process process = serve.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.contains("/health/ready")) {
        lines.add(line);
        line = out.readLine();
      }
      assertThat(line).as("the server is ready").isNotNull();
    } finally {
      process.destroyForcibly();
    }

    assertThat(lines).anyMatch(line -> line.contains("io.fabula.server.cluster.Alone"));
    assertThat(lines)
        .noneMatch(line -> line.contains(" io.lettuce.") || line.contains(" io.netty."))
        .noneMatch(line -> line.contains(" reactor."));
  }
}
