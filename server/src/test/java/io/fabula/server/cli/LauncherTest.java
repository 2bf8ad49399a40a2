package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.event.EventEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher and its AOT cache, with the real program and the real JVM.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String[] GENERATE = {
    "generate", "tide", "--count", "5", "--seed", "7", "--start", "2026-11-20T12:00:00Z"
  };

  @TempDir static Path folder;

  private static InstalledFabula installed;
  private static FabulaProcess withoutCache;
  private static List<FabulaProcess> atOnce;

  /// The first two starts happen at the same moment.
  @BeforeAll
  static void install() throws Exception {
    installed = InstalledFabula.in(folder.resolve("a home"));
    withoutCache = generate(Map.of("FABULA_AOT", "off"));
    Callable<FabulaProcess> first = () -> generate(Map.of("FABULA_AOT", "wait"));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<FabulaProcess> one = threads.submit(first);
      Future<FabulaProcess> other = threads.submit(first);
      atOnce = List.of(one.get(), other.get());
    }
  }

  private static FabulaProcess generate(Map<String, String> environment)
      throws IOException, InterruptedException {
    return installed.run(environment, GENERATE);
  }

  @Test
  void withACacheTheOutputIsTheSame() throws Exception {
    Path log = folder.resolve("classes.log");

    FabulaProcess cached =
        generate(Map.of("FABULA_JAVA_OPTS", "-Xlog:class+load:file=" + log + " -Xmx64m"));

    assertThat(cached).isEqualTo(withoutCache);
    assertThat(cached.exit()).isZero();
    assertThat(cached.lines()).hasSize(5);
    assertThat(cached.err()).isEmpty();
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.matches(".* io\\.fabula\\S*GenerateCommand source: shared .*"));
  }

  @Test
  void twoFirstStartsAtOnceMakeOneCacheAndDoTheirWork() throws Exception {
    assertThat(atOnce).containsOnly(withoutCache);
    assertThat(installed.besideTheJar())
        .filteredOn(file -> file.contains(".aot"))
        .singleElement()
        .satisfies(file -> assertThat(file).endsWith(".aot"));
    assertThat(installed.cache()).isNotEmptyFile();
  }

  @Test
  void aChangedJarIsNotRunFromAnOldCache() throws Exception {
    InstalledFabula changing = InstalledFabula.in(folder.resolve("changing"));
    FabulaProcess before = changing.run(Map.of("FABULA_AOT", "wait"), GENERATE);
    Path old = changing.cache();

    changing.replace(EventEncoder.class, "\",\"sequence\":", "\",\"numbered\":");
    changing.forgetRehearsal();
    FabulaProcess after = changing.run(Map.of("FABULA_AOT", "wait"), GENERATE);

    assertThat(before.out()).contains("\"sequence\":5,").doesNotContain("\"numbered\":");
    assertThat(after.out()).contains("\"numbered\":5,").doesNotContain("\"sequence\":");
    assertThat(changing.cache()).isNotEqualTo(old).isNotEmptyFile();
  }

  @Test
  void aCacheThatTheJvmCannotUseIsNoMatter() throws Exception {
    InstalledFabula damaged = InstalledFabula.in(folder.resolve("damaged"));
    damaged.pretendCache("this is no cache");

    FabulaProcess run = damaged.run(Map.of(), GENERATE);

    assertThat(run).isEqualTo(withoutCache);
  }

  @Test
  void whereNoneCanBeMadeTheCommandRunsWithout() throws Exception {
    InstalledFabula closed = InstalledFabula.in(folder.resolve("closed"));
    closed.pretendCache("");

    FabulaProcess run = closed.run(Map.of(), GENERATE);

    assertThat(run).isEqualTo(withoutCache);
    assertThat(closed.cache()).isEmptyFile();
  }

  @Test
  void optionsThatDoNotGoWithTheCacheStandAlone() throws Exception {
    FabulaProcess otherOptions =
        generate(Map.of("FABULA_JAVA_OPTS", "-Xshare:off -XX:+UseParallelGC"));
    FabulaProcess moreClasses = generate(Map.of("FABULA_CLASSPATH", folder.toString()));

    assertThat(otherOptions).isEqualTo(withoutCache);
    assertThat(moreClasses).isEqualTo(withoutCache);
  }

  @Test
  void whatTheJvmSaysIsNotData() throws Exception {
    // Where the system has no large pages the JVM says so, by itself on standard output.
    FabulaProcess warned = generate(Map.of("FABULA_JAVA_OPTS", "-XX:+UseLargePages"));

    assertThat(warned.out()).isEqualTo(withoutCache.out());
  }
}
