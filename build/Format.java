import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks or mends the formatting of every Java file below a folder.
///
/// Run by the build as `Format.java check|write FOLDER`, with google-java-format on the class path.
/// `check` lists each file that differs and exits with 1.
class Format {
  public static void main(String[] args) throws IOException, FormatterException {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    List<Path> files;
    try (var walk = Files.walk(root)) {
      files =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !root.relativize(p).toString().contains("target"))
              .toList();
    }
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> differing = new ArrayList<>();
    for (Path file : files) {
      String before = Files.readString(file);
      String after =
          formatter.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE)));
      if (!after.equals(before)) {
        differing.add(root.relativize(file));
        if (write) {
          Files.writeString(file, after);
        }
      }
    }
    if (!write && !differing.isEmpty()) {
      System.err.println("Not formatted; ./mvnw -N validate -Dfabula.format=write mends them:");
      differing.forEach(p -> System.err.println("  " + p));
      System.exit(1);
    }
    System.out.printf(
        "%d Java files, %d %s%n", files.size(), differing.size(), write ? "mended" : "differ");
  }
}
