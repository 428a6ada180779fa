package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the page says of the command line is true, row by row: each fault is played to {@code sluice
 * ask}. The faults are those of the library's tests, taken from their source, so that there is one
 * list of them; that the page has a row for each is a test of the library's.
 */
final class WhatHappensWhenTest {
  private static final Path PAGE = Path.of("../docs/what-happens-when.md");
  private static final Path FAULTS =
      Path.of("../core/src/contract/java/dev/sluice/wire/Fault.java");
  private static final String SOON = "400ms";

  @TempDir private static Path classes;

  private static final Map<String, Fault> BY_NAME = new TreeMap<>();

  /** What a row needs of the library's fault. */
  private record Fault(String script, String text) {}

  /** A row of the page, without who mends the fault. */
  record Row(String name, String ending, String text, String commandLine, int exitCode) {
    @Override
    public String toString() {
      return name;
    }

    private static Row of(String line) {
      List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      return new Row(
          cells.get(1),
          cells.get(2).replace("`", ""),
          cells.get(3),
          cells.get(4),
          Integer.parseInt(cells.get(5)));
    }
  }

  static List<Row> rows() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("## Faults\n");
    return page.substring(begin, page.indexOf("\n## ", begin))
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(Row::of)
        .toList();
  }

  @BeforeAll
  static void compileTheFaults() throws Exception {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = javac.run(null, said, said, "-d", classes.toString(), FAULTS.toString());
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Class<?> type = loader.loadClass("dev.sluice.wire.Fault");
      for (String list : List.of("all", "stalls")) {
        for (Object fault : (Object[]) type.getMethod(list).invoke(null)) {
          BY_NAME.put(read(fault, "name"), new Fault(read(fault, "script"), read(fault, "text")));
        }
      }
    }
  }

  private static String read(Object fault, String component) throws ReflectiveOperationException {
    return String.valueOf(fault.getClass().getMethod(component).invoke(fault));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void askDoesWhatTheRowSays(Row row) {
    assertThat(BY_NAME).containsKey(row.name());
    Fault fault = Objects.requireNonNull(BY_NAME.get(row.name()));

    CommandRun.Result result = ask(row, fault);

    assertThat(result.code()).isEqualTo(row.exitCode());
    switch (row.commandLine()) {
      case "the answer" -> {
        assertThat(result.out()).isEqualTo(fault.text() + "\n");
        assertThat(result.err()).isEmpty();
      }
      case "the text, then the reason" -> {
        assertThat(result.out()).isEqualTo(fault.text() + "\n");
        assertReason(row, result.err());
      }
      case "the reason" -> {
        assertThat(result.out()).isEmpty();
        assertReason(row, result.err());
      }
      default -> throw new AssertionError("no test for: " + row.commandLine());
    }
  }

  private static CommandRun.Result ask(Row row, Fault fault) {
    List<String> arguments = new ArrayList<>(List.of("ask", "Hello"));
    if (row.ending().equals("timed_out")) {
      boolean begins = !row.text().equals("none");
      arguments.add(begins ? "--idle-timeout" : "--first-token-timeout");
      arguments.add(SOON);
    }
    try (Simulator provider = Simulator.start(fault.script())) {
      return CommandRun.against(provider).run(arguments.toArray(String[]::new));
    }
  }

  /** One line, and where the page knows more of the reason, that. */
  private static void assertReason(Row row, String err) {
    assertThat(err).startsWith("sluice: ").endsWith("\n").hasLineCount(1);
    if (row.ending().equals("timed_out")) {
      assertThat(err).contains(row.text().equals("none") ? "first-token timeout" : "idle timeout");
    }
    if (row.name().startsWith("status ")) {
      assertThat(err).contains("answered " + row.name().substring("status ".length()));
    }
  }
}
