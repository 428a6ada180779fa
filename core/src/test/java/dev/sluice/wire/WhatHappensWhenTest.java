package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page on what happens when is true: a row for each fault, as the tests expect it to end, and
 * every other row names a test that exists.
 */
class WhatHappensWhenTest {
  private static final Path PAGE = Path.of("../docs/what-happens-when.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  private static List<String> rows(String section) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("## " + section + "\n");
    assertThat(begin).as("the section %s", section).isNotNegative();
    int end = page.indexOf("\n## ", begin);
    return page.substring(begin, end < 0 ? page.length() : end)
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .toList();
  }

  private static List<Fault> faults() {
    return Stream.concat(Stream.of(Fault.all()), Stream.of(Fault.stalls())).toList();
  }

  @Test
  void everyFaultHasItsRowAsTheTestsExpectIt() throws Exception {
    assertThat(rows("Faults"))
        .containsExactlyElementsOf(faults().stream().map(WhatHappensWhenTest::row).toList());
  }

  /** What {@link WireFaultsTest} and {@link PolicyFaultsTest} check, as a row. */
  private static String row(Fault fault) {
    String text = fault.begins() ? "what had come" : "none";
    return "| %s | `%s` | %s | %s | %d | %s |"
        .formatted(
            fault.name(),
            fault.ending(),
            fault.isComplete() ? "whole" : text,
            commandLine(fault),
            exitCode(fault.ending()),
            mendedBy(fault));
  }

  private static String commandLine(Fault fault) {
    if (fault.isComplete()) {
      return "the answer";
    }
    return fault.begins() ? "the text, then the reason" : "the reason";
  }

  private static int exitCode(String ending) {
    return switch (ending) {
      case "completed" -> 0;
      case "truncated", "cut" -> 3;
      case "timed_out" -> 4;
      default -> 1;
    };
  }

  private static String mendedBy(Fault fault) {
    String by =
        (mends(Treatment.RETRY, fault) ? "`Retry` " : "")
            + (mends(Treatment.RESUME, fault) ? "`OnCut` " : "")
            + (mends(Treatment.FALLBACK_THAT_CONTINUES, fault) ? "`Fallback` " : "");
    return by.isEmpty() ? "–" : by.strip().replace(" ", ", ");
  }

  private static boolean mends(Treatment treatment, Fault fault) {
    return !fault.isComplete() && treatment.expected(fault).kind().equals("completed");
  }

  @Test
  void everyOtherRowNamesATestThatExists() throws Exception {
    List<String> rows = rows("What people and policies do");
    assertThat(rows).isNotEmpty();
    for (String row : rows) {
      Matcher named = TEST.matcher(row);
      assertThat(named.find()).as(row).isTrue();
      assertThat(source(named.group(1))).as(row).contains("void " + named.group(2) + "(");
    }
  }

  /** The source of every test of this name. */
  private static String source(String test) throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String tests : List.of("src/test/java", "../cli/src/test/java")) {
      try (Stream<Path> files = Files.walk(Path.of(tests))) {
        for (Path file : files.filter(each -> each.endsWith(test + ".java")).toList()) {
          sources.append(Files.readString(file));
        }
      }
    }
    return sources.toString();
  }
}
