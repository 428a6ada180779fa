import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or applies the format of every Java source below a folder: {@code Format.java check|apply
 * DIR}. Run by the build ({@code mvn verify} checks, {@code mvn -N validate -Dformat=apply} mends).
 */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    int unformatted = 0;
    for (Path file : sources(Path.of(args[1]))) {
      String text = Files.readString(file);
      String formatted = format(text);
      if (text.equals(formatted)) {
        continue;
      }
      unformatted++;
      if (apply) {
        Files.writeString(file, formatted);
      }
      System.err.println((apply ? "formatted " : "not formatted: ") + file);
    }
    if (unformatted > 0 && !apply) {
      System.err.println("Run `mvn -N validate -Dformat=apply` to format these files.");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(
              path ->
                  !root.relativize(path).toString().matches("(.*[/\\\\])?(target|\\.git)[/\\\\].*"))
          .sorted()
          .toList();
    }
  }

  private static String format(String text) throws Exception {
    String ordered =
        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE);
    return new Formatter().formatSource(ordered);
  }
}
