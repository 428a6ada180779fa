import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Writes the documentation of a library into a jar: {@code Document.java MODULE_DIR JAR RELEASE
 * DATE CLASSPATH}. Of a named module it is what the module exports. A link that leads nowhere, or a
 * tag that is none, fails.
 *
 * <p>The plugin that Maven has for it reads modules' descriptors by the Java that runs Maven, and
 * 17 can't read one of 21.
 */
final class Document {
  private static final Pattern MODULE = Pattern.compile("\\bmodule\\s+([\\w.]+)\\s*\\{");

  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]).resolve("src/main/java");
    Path jar = Path.of(args[1]);
    Path folder = jar.resolveSibling("documentation");
    delete(folder);
    List<String> options =
        new ArrayList<>(List.of("-quiet", "-Xdoclint:all,-missing", "-Werror", "-notimestamp"));
    options.addAll(
        List.of("--no-fonts", "-encoding", "UTF-8", "--release", args[2], "-d", folder.toString()));
    Path descriptor = sources.resolve("module-info.java");
    if (Files.exists(descriptor)) {
      String module = nameOf(descriptor);
      options.addAll(List.of("--module-path", args[4], "--module", module));
      options.addAll(List.of("--module-source-path", module + "=" + sources));
    } else {
      options.addAll(List.of("-classpath", args[4], "-sourcepath", sources.toString()));
      options.addAll(List.of("-subpackages", "dev.sluice"));
    }
    run("javadoc", options);
    run(
        "jar",
        List.of(
            "--create", "--file", jar.toString(), "--date", args[3], "-C", folder.toString(), "."));
  }

  private static String nameOf(Path descriptor) throws IOException {
    Matcher module = MODULE.matcher(Files.readString(descriptor));
    if (!module.find()) {
      throw new IOException(descriptor + " names no module");
    }
    return module.group(1);
  }

  private static void run(String tool, List<String> arguments) {
    int code =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (code != 0) {
      System.err.println(tool + " failed");
      System.exit(code);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
