package io.fabula.generator;

import io.fabula.generator.blueprint.Blueprint;
import io.fabula.generator.document.Folder;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Nearest;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.narrative.Defaults;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.NarrativeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stories in one folder: `NAME.md`, and `NAME.blueprint.json` beside it. A story is read again
/// when one of its files has changed. For any thread.
public final class Library {
  private static final Logger LOG = LoggerFactory.getLogger(Library.class);
  private static final String NARRATIVE = ".md";
  private static final String BLUEPRINT = ".blueprint.json";

  private final Folder folder;
  private final Defaults defaults;
  private final Map<Path, Shelved> shelf = new ConcurrentHashMap<>();

  /// The stories of a folder.
  ///
  /// @param folder need not exist: then there are no stories
  public Library(Path folder) {
    this(folder, Defaults.PLAIN);
  }

  /// The stories of a folder.
  ///
  /// @param folder need not exist: then there are no stories
  /// @param defaults for what a narrative does not say
  public Library(Path folder, Defaults defaults) {
    this.folder = new Folder(folder);
    this.defaults = defaults;
  }

  /// What a story was read from, to notice when it changes.
  private record Shelved(String stamp, Story story) {}

  public Path folder() {
    return folder.path();
  }

  /// The names of all stories, in alphabetical order; whether they can be read is another matter.
  public List<String> names() {
    return folder.names(NARRATIVE);
  }

  /// The story of that name; empty where there is none. A name never leads out of the folder.
  ///
  /// @throws InvalidDocumentException where one of its files is faulty
  public Optional<Story> named(String name) {
    return file(name).map(this::read);
  }

  /// The narrative file of that name, whatever is in it; empty where there is none. A name never
  /// leads out of the folder.
  public Optional<Path> file(String name) {
    return folder.file(name, NARRATIVE);
  }

  /// The story in a file, wherever that is.
  ///
  /// @throws InvalidDocumentException where one of its files is faulty
  /// @throws UncheckedIOException where it cannot be read
  public Story at(Path file) {
    return read(file);
  }

  /// The story that a person means on a command line: a path, or a name in the folder.
  ///
  /// @throws InvalidDocumentException where one of its files is faulty
  /// @throws IllegalArgumentException where there is none, with a hint
  public Story find(String nameOrPath) {
    return read(locate(nameOrPath));
  }

  /// The narrative file that a person means on a command line, whatever is in it.
  ///
  /// @throws IllegalArgumentException where there is none, with a hint
  public Path locate(String nameOrPath) {
    Optional<Path> named = file(nameOrPath);
    if (named.isPresent()) {
      return named.get();
    }
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return path;
    }
    String hint =
        Nearest.of(nameOrPath, names())
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElseGet(() -> "there are " + String.join(", ", names()));
    throw new IllegalArgumentException(
        "no narrative '%s', neither a file nor in %s; %s"
            .formatted(nameOrPath, folder.path(), hint));
  }

  private Story read(Path file) {
    Path blueprint = beside(file);
    String stamp = stamp(file) + stamp(blueprint);
    Shelved shelved = shelf.get(file);
    if (shelved != null && shelved.stamp().equals(stamp)) {
      return shelved.story();
    }
    String text = TextFile.read(file, NarrativeReader.MAX_BYTES);
    Story story =
        new Story(
            NarrativeReader.parse(bare(file), file.toString(), text, defaults),
            Files.isRegularFile(blueprint)
                ? Optional.of(Blueprint.read(blueprint))
                : Optional.empty(),
            Optional.of(file),
            Fingerprint.of(text));
    if (story.outdated()) {
      LOG.atWarn()
          .addKeyValue("narrative", story.narrative().name())
          .addKeyValue("blueprint", blueprint)
          .log("the blueprint is older than its narrative; `fabula blueprint` writes it anew");
    }
    shelf.put(file, new Shelved(stamp, story));
    return story;
  }

  /// Where the blueprint of a narrative stands.
  public static Path beside(Path narrative) {
    return narrative.resolveSibling(bare(narrative) + BLUEPRINT);
  }

  private static String bare(Path narrative) {
    String name = narrative.getFileName().toString();
    return name.endsWith(NARRATIVE) ? name.substring(0, name.length() - NARRATIVE.length()) : name;
  }

  private static String stamp(Path file) {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file) + "/" + Files.size(file) : "-";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
