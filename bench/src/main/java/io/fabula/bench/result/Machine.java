package io.fabula.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// On what was measured.
///
/// @param processor as the system names it
/// @param megabytes of memory
public record Machine(String processor, int cores, long megabytes, String system, String jdk) {
  /// This one.
  public static Machine here() {
    return new Machine(
        first(Path.of("/proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        first(Path.of("/proc/meminfo"), "MemTotal")
            .map(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1024)
            .orElse(0L),
        System.getProperty("os.name") + " " + System.getProperty("os.version").split("-", 2)[0],
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private static java.util.Optional<String> first(Path file, String key) {
    if (!Files.isReadable(file)) {
      return java.util.Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return java.util.Optional.empty();
    }
  }

  /// In a sentence.
  public String sentence() {
    return "%s, %d cores, %,d MB, %s, %s".formatted(processor, cores, megabytes, system, jdk);
  }

  /// As members of a JSON object.
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("processor", processor);
    members.put("cores", cores);
    members.put("megabytes", megabytes);
    members.put("system", system);
    members.put("jdk", jdk);
    return members;
  }
}
