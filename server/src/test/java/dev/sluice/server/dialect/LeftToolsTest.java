package dev.sluice.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of tools only what is left out is named. */
final class LeftToolsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}},"
            + "{\"type\":\"web_search\"}]|tools[].function.strict, tools[1]",
        "[{\"name\":\"f\",\"input_schema\":{},\"cache_control\":{}},"
            + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]"
            + "|tools[1], cache_control",
        "[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}},{\"type\":\"local_shell\"}]"
            + "|tools[1]",
        "[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[]}]|",
        "[{\"googleSearch\":{}}]|tools.googleSearch",
        "{}|tools"
      })
  void whatIsLeftOutHasItsPath(String list, String left) {
    ChatRequest request =
        ChatRequest.builder().user("Hi").tool(new Tool("f", "", "{\"type\":\"object\"}")).build();
    Asked asked = Asked.of("m", request).extra(Map.of("tools", list)).build();
    List<String> expected = left == null ? List.of() : List.of(left.split(", "));

    assertThat(asked.to(List.of()).dropped()).isEqualTo(expected);
    assertThat(asked.to(List.of("openai")).dropped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"web_search\"}",
        "{\"type\":\"f\"}",
        "1",
        "{\"googleSearch%d\":{}}",
        "{\"name\":\"f\",\"more%d\":1}",
        "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"more%d\":1}}"
      })
  void whereTooMuchIsLeftOutTheListIsNamedAlone(String element) {
    String list =
        IntStream.rangeClosed(0, Bounds.MAX_TOOLS)
            .mapToObj(i -> element.replace("%d", Integer.toString(i)))
            .collect(Collectors.joining(",", "[", "]"));

    assertThat(left(list)).containsExactly("tools");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[{%s}]", "[{\"name\":\"f\",%s}]", "[{\"function\":{\"name\":\"f\",%s}}]"})
  void soItIsWhereOneToolSaysTooMuch(String form) {
    String members =
        IntStream.rangeClosed(0, 2 * LeftTools.MAX_PATHS)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(","));

    assertThat(left(form.replace("%s", members))).containsExactly("tools");
  }

  private static List<String> left(String list) {
    ChatRequest request =
        ChatRequest.builder().user("Hi").tool(new Tool("f", "", "{\"type\":\"object\"}")).build();
    return Asked.of("m", request).extra(Map.of("tools", list)).build().to(List.of()).dropped();
  }
}
