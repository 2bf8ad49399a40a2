package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
}
