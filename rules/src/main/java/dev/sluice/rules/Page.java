package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of the documentation, whose Java stands in tests too, which compile and run it. */
public final class Page {
  private final String text;
  private final String tests;

  private Page(String text, String tests) {
    this.text = text;
    this.tests = tests;
  }

  /**
   * A page.
   *
   * @param name of its file in the folder of the documentation
   * @param tests that hold its examples
   */
  public static Page of(String name, Class<?>... tests) throws IOException {
    StringBuilder sources = new StringBuilder();
    for (Class<?> test : tests) {
      Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
      sources.append(unindented(Files.readString(source)));
    }
    return new Page(Files.readString(Path.of("../docs", name)), sources.toString());
  }

  /** What the first group is in each match; lines begin with {@code ^}, a dot is any character. */
  public List<String> found(String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** Fails unless there are so many examples, and all stand in the tests, however indented. */
  public void mustHaveItsExamplesInTheTest(int count) {
    List<String> examples = found("```java\n(.*?)```");
    assertThat(examples).hasSize(count);
    assertThat(examples).allSatisfy(example -> assertThat(tests).contains(unindented(example)));
  }

  private static String unindented(String java) {
    return java.replaceAll("\\s+", "");
  }
}
