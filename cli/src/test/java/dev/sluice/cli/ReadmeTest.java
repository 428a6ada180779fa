package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java of the README and of the pages about speed and configuration compiles, and what any page
 * links to is there.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

  @TempDir Path compiled;

  @TestFactory
  Stream<DynamicTest> everyJavaExampleCompiles() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : List.of("README.md", "docs/how-fast.md", "docs/configuration.md")) {
      int before = tests.size();
      Matcher example = JAVA.matcher(Files.readString(ROOT.resolve(page)));
      while (example.find()) {
        String code = example.group(1);
        String name = page + ": " + code.lines().findFirst().orElseThrow();
        tests.add(DynamicTest.dynamicTest(name, () -> assertThat(errors(code)).isEmpty()));
      }
      assertThat(tests).as(page).hasSizeGreaterThan(before + 1);
    }
    return tests.stream();
  }

  private List<String> errors(String code) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("memory:/Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return """
              import dev.sluice.Sluice;
              import dev.sluice.chat.*;
              import dev.sluice.models.*;
              import dev.sluice.observe.*;
              import dev.sluice.policy.*;
              import dev.sluice.provider.openai.*;
              import dev.sluice.spi.stream.*;
              import dev.sluice.stream.*;
              import java.nio.file.Path;
              import java.time.*;
              import java.util.*;
              import java.util.concurrent.*;
              import java.util.function.*;
              class Snippet { void run() throws Exception {
              %s
              } }
              """
                .formatted(code);
          }
        };
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            diagnostics,
            List.of(
                "-proc:none",
                "-d",
                compiled.toString(),
                "-classpath",
                System.getProperty("java.class.path")),
            null,
            List.of(source))
        .call();
    return diagnostics.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(Object::toString)
        .toList();
  }

  /** Where a model is on the disk, and whether, is the machine's affair. */
  @Test
  void whatItShowsOfTheModelsIsPrinted() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String from = readme.substring(readme.indexOf("$ ./sluice models\n"));
    List<String> shown = from.substring(0, from.indexOf("\n```")).lines().skip(1).toList();
    List<String> listed = new CommandRun().run("models", "--offline").out().lines().toList();
    int ask = shown.indexOf("$ ./sluice ask -m openai/gpt-4o-mini \"Why is the sea salt?\"");

    assertThat(shown.subList(0, ask))
        .contains("…")
        .filteredOn(line -> !line.equals("…") && !line.contains(" in /home/you/"))
        .isSubsetOf(listed)
        .hasSizeGreaterThan(2);
    assertThat(new CommandRun().run("ask", "-m", "openai/gpt-4o-mini", "Why?").err().lines())
        .containsExactlyElementsOf(shown.subList(ask + 1, shown.size()));
  }

  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/decisions", "docs/dialects", "docs/providers")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    assertThat(pages).hasSizeGreaterThan(40);
    for (Path page : pages) {
      Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
      while (link.find()) {
        Path there =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        assertThat(there).as("%s in %s", link.group(), page).exists();
        if (link.group(2) != null && there.toString().endsWith(".md")) {
          assertThat(anchors(there)).as("%s in %s", link.group(), page).contains(link.group(2));
        }
      }
    }
  }

  /** What headings are called in addresses: in small letters, with hyphens and without marks. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .toList();
  }
}
