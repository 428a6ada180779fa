package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsAndResultsTest {
  private final CallsAndResults calls = new CallsAndResults("gemini");

  private static Part.ToolCall call(String id, String name) {
    return new Part.ToolCall(id, name, "{}");
  }

  private static Part.ToolResult result(String id, String name) {
    return new Part.ToolResult(id, name, List.of(Part.text(id + name)));
  }

  @Test
  void resultsStandInTheOrderOfTheirCallsAndThoseOfNoneBehindThem() {
    calls.add(
        new Message.Assistant(
            List.of(call("1", "a"), call("", "b"), call("2", "c"), call("", "d"), call("9", "e")),
            "gemini/x"));

    assertThat(
            calls.inOrder(
                List.of(
                    result("2", ""),
                    result("", "z"),
                    result("", "d"),
                    result("", ""),
                    result("1", "other"))))
        .extracting(CallsAndResults.Answer::id, CallsAndResults.Answer::name)
        .map(Object::toString)
        .containsExactly(
            "(\"1\", \"a\")", "(\"\", \"b\")", "(\"2\", \"c\")", "(\"\", \"d\")", "(\"\", \"z\")");
    assertThat(calls.inOrder(List.of(result("9", ""))).getFirst().name()).isEqualTo("e");
  }

  @Test
  void manyCallsCostWhatTheyCostAlone() {
    int many = 300_000;
    List<Part> called = new ArrayList<>(many);
    List<Part.ToolResult> results = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      called.add(call("c" + i, "a"));
      results.add(result("c" + (many - 1 - i), ""));
    }
    calls.add(new Message.Assistant(called));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(calls.inOrder(results)).hasSize(many));
  }
}
