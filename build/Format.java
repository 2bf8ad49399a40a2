import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Checks or mends the formatting of every Java file below a folder.
///
/// Run by the build as `Format.java check|write FOLDER`, with google-java-format on the class path.
/// `check` lists each file that differs and exits with 1.
class Format {
  private static final Formatter FORMATTER = new Formatter(JavaFormatterOptions.defaultOptions());

  public static void main(String[] args) throws IOException {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    List<Path> files;
    try (var walk = Files.walk(root)) {
      files =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !root.relativize(p).toString().contains("target"))
              .toList();
    }
    List<Path> differing = files.parallelStream().filter(file -> differs(file, write)).toList();
    if (!write && !differing.isEmpty()) {
      System.err.println("Not formatted; ./mvnw -N validate -Dfabula.format=write mends them:");
      differing.forEach(p -> System.err.println("  " + root.relativize(p)));
      System.exit(1);
    }
    System.out.printf(
        "%d Java files, %d %s%n", files.size(), differing.size(), write ? "mended" : "differ");
  }

  private static boolean differs(Path file, boolean write) {
    try {
      String before = Files.readString(file);
      String after =
          FORMATTER.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE)));
      boolean differs = !after.equals(before);
      if (differs && write) {
        Files.writeString(file, after);
      }
      return differs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FormatterException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }
}
