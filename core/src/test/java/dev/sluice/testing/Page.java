package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of the documentation, whose Java stands in a test too, which compiles and runs it. */
public final class Page {
  private final String text;
  private final String test;

  private Page(String text, String test) {
    this.text = text;
    this.test = test;
  }

  /**
   * A page.
   *
   * @param name of its file in the folder of the documentation
   * @param test that holds its examples
   */
  public static Page of(String name, Class<?> test) throws IOException {
    Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
    return new Page(
        Files.readString(Path.of("../docs", name)), unindented(Files.readString(source)));
  }

  /** What the first group is in each match; lines begin with {@code ^}, a dot is any character. */
  public List<String> found(String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** Fails unless there are so many examples, and all stand in the test, however indented. */
  public void mustHaveItsExamplesInTheTest(int count) {
    List<String> examples = found("```java\n(.*?)```");
    assertThat(examples).hasSize(count);
    assertThat(examples).allSatisfy(example -> assertThat(test).contains(unindented(example)));
  }

  private static String unindented(String java) {
    return java.replaceAll("\\s+", "");
  }
}
