package io.fabula.server.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The launcher with the program beside it, as a build leaves them: `server/target/fabula.jar`, and
/// what it needs in `lib`, made from the test's class path. One small story is in its narratives.
record InstalledFabula(Path home) {
  private static final String STORY = "---\nrate: 10\n---\n# The tide\n\nIt rises, it falls.\n";
  private static final String BLUEPRINT =
      """
      {"blueprint": 1,
       "entities": {"gauge": {"fields": {"cm": 0}, "actions": [{"event": "level"}]}},
       "events": {"level": {"set": {"cm": {"$expr": "cm + 1"}}, "data": {"cm": {"$ref": "cm"}}}}}
      """;

  /// Installs it into an empty folder.
  static InstalledFabula in(Path home) throws IOException {
    Path target = home.resolve("server/target");
    Path lib = Files.createDirectories(target.resolve("lib"));
    Path narratives = Files.createDirectories(home.resolve("narratives"));
    Files.writeString(narratives.resolve("tide.md"), STORY);
    Files.writeString(narratives.resolve("tide.blueprint.json"), BLUEPRINT);
    Files.copy(FabulaProcess.ROOT.resolve("fabula"), home.resolve("fabula"));
    List<String> libraries = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(":", -1)) {
      Path from = Path.of(element).toAbsolutePath();
      if (Files.isDirectory(from) && !from.equals(source(LauncherTest.class))) {
        // Folders cannot be in a cache.
        Path jar = lib.resolve("fabula-%d.jar".formatted(libraries.size()));
        pack(from, jar);
        libraries.add("lib/" + jar.getFileName());
      } else if (Files.isRegularFile(from) && from.getFileName().toString().startsWith("fabula-")) {
        Files.copy(from, lib.resolve(from.getFileName()));
        libraries.add("lib/" + from.getFileName());
      } else if (Files.isRegularFile(from)) {
        // The JVM takes into a cache what a manifest names by a relative path.
        libraries.add(target.relativize(from).toString());
      }
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
    try (ZipOutputStream jar = zip(target.resolve("fabula.jar"))) {
      jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      manifest.write(jar);
    }
    return new InstalledFabula(home);
  }

  private static Path source(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static ZipOutputStream zip(Path file) throws IOException {
    ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file));
    // As large as what is in it.
    out.setLevel(Deflater.NO_COMPRESSION);
    return out;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (ZipOutputStream out = zip(jar);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  /// Runs the launcher to the command's end.
  FabulaProcess run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("fabula").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("FABULA_.*|.*JAVA.*OPTIONS"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return FabulaProcess.run(builder);
  }

  /// The program, with all that it needs in its manifest.
  Path jar() {
    return home.resolve("server/target/fabula.jar");
  }

  /// The names of what stands in the folder of the jar.
  List<String> besideTheJar() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("server/target"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// The one cache that there is.
  Path cache() throws IOException {
    List<String> caches = besideTheJar().stream().filter(name -> name.endsWith(".aot")).toList();
    if (caches.size() != 1) {
      throw new AssertionError("not one cache: " + besideTheJar());
    }
    return home.resolve("server/target").resolve(caches.getFirst());
  }

  /// Another build of the program, which cannot be rehearsed: its cache is soon made, and knows
  /// next to nothing. The jars are as large as before.
  void forgetRehearsal() throws IOException {
    replace(Rehearsal.class, "main", "none");
  }

  /// Puts something else in the cache's place.
  void pretendCache(String content) throws IOException, InterruptedException {
    forgetRehearsal();
    run(Map.of("FABULA_AOT", "wait"), "--version");
    Files.writeString(cache(), content);
  }

  /// Another build of the program: in one class one text or name is another, as long as it. The
  /// jars are as large as before.
  void replace(Class<?> in, String text, String other) throws IOException {
    if (text.length() != other.length()) {
      throw new AssertionError("not as long as " + text + ": " + other);
    }
    // ISO 8859-1 leaves each byte as it is. In a class a text stands behind its length: JVMS 4.4.7.
    String now = "\u0001\0" + (char) other.length() + other;
    String then = "\u0001\0" + (char) text.length() + text;
    rebuild(
        in,
        bytes ->
            new String(bytes, StandardCharsets.ISO_8859_1)
                .replace(then, now)
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Writes the jar anew that holds a class, with other bytes for it.
  private void rebuild(Class<?> changed, UnaryOperator<byte[]> change) throws IOException {
    String entry = changed.getName().replace('.', '/') + ".class";
    Path rebuilt = home.resolve("rebuilt.jar");
    for (Path jar : ownJars()) {
      try (ZipFile from = new ZipFile(jar.toFile())) {
        if (from.getEntry(entry) == null) {
          continue;
        }
        try (ZipOutputStream to = zip(rebuilt)) {
          for (ZipEntry each : Collections.list(from.entries())) {
            byte[] bytes = from.getInputStream(each).readAllBytes();
            to.putNextEntry(new ZipEntry(each.getName()));
            to.write(each.getName().equals(entry) ? change.apply(bytes) : bytes);
          }
        }
      }
      // A name of its own: what it stood for stays as it is.
      Files.move(rebuilt, jar, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    throw new AssertionError("no jar holds " + entry);
  }

  private List<Path> ownJars() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("server/target/lib"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("fabula-")).toList();
    }
  }
}
