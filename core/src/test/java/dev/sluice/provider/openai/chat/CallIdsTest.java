package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallIdsTest {
  private static final Quirks NINE = Quirks.COMPATIBLE.with(Quirks.Oddity.NINE_CHARACTER_CALL_IDS);

  private static Message calls(Part.ToolCall... calls) {
    return new Message.Assistant(List.of(calls));
  }

  private static Part.ToolCall call(String id, String name) {
    return new Part.ToolCall(id, name, "{}");
  }

  private static Message result(String id, String name) {
    return new Message.ToolResult(new Part.ToolResult(id, name, List.of(Part.text("x"))));
  }

  private static List<String> ids(Quirks quirks, int count, Message... messages) {
    CallIds ids = CallIds.of(List.of(messages), quirks);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(ids.next());
    }
    return all;
  }

  @Test
  void anIdThatItsServerTakesStaysAsItCame() {
    assertThat(
            ids(
                Quirks.COMPATIBLE,
                2,
                calls(call("functions.a:0", "a")),
                result("functions.a:0", "a")))
        .containsExactly("functions.a:0", "functions.a:0");
    assertThat(ids(NINE, 2, calls(call("aB3dE6gH9", "a")), result("aB3dE6gH9", "a")))
        .containsExactly("aB3dE6gH9", "aB3dE6gH9");
  }

  @Test
  void anIdThatItsServerRefusesBecomesTheSameOtherForCallAndResult() {
    List<String> ids =
        ids(
            NINE,
            4,
            calls(call("call_1", "a"), call("call_2", "b")),
            result("call_2", "b"),
            result("call_1", "a"));
    assertThat(ids).allMatch(id -> id.matches("[a-zA-Z0-9]{9}"));
    assertThat(ids.get(0)).isEqualTo(ids.get(3)).isNotEqualTo(ids.get(1));
    assertThat(ids.get(1)).isEqualTo(ids.get(2));
    assertThat(ids(NINE, 1, calls(call("call_1", "a"))))
        .as("in the next request too, which caches count on")
        .containsExactly(ids.getFirst());
  }

  @Test
  void openAiTakesFortyCharactersAtTheMost() {
    String longest = "x".repeat(40);
    assertThat(ids(Quirks.NONE, 1, calls(call(longest, "a")))).containsExactly(longest);
    assertThat(ids(Quirks.NONE, 1, calls(call(longest + "y", "a"))).getFirst())
        .hasSizeLessThanOrEqualTo(40)
        .isNotEqualTo(longest);
  }

  @Test
  void callsWithoutIdsGetThemAndTheirResultsFindThemByTheirNames() {
    assertThat(
            ids(
                Quirks.COMPATIBLE,
                7,
                calls(call("", "a"), call("", "b"), call("", "a")),
                result("", "b"),
                result("", "a"),
                result("", "a"),
                result("", "a")))
        .containsExactly("call_1", "call_2", "call_3", "call_2", "call_1", "call_3", "call_4");
  }

  @Test
  void anIdThatIsMadeIsNobodyElses() {
    assertThat(ids(Quirks.COMPATIBLE, 2, calls(call("", "a"), call("call_1", "b"))))
        .containsExactly("call_2", "call_1");
    assertThat(ids(NINE, 2, calls(call("", "a"), call("", "b"))))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-zA-Z0-9]{9}"));
  }

  @Test
  void aResultWithoutAnIdIsTheNextOneOfItsToolElseOfAny() {
    assertThat(
            ids(
                Quirks.COMPATIBLE,
                9,
                calls(call("", "a"), call("", "b"), call("", "a"), call("", "c")),
                result("", "b"),
                result("", "unknown"),
                result("", "a"),
                result("", ""),
                result("", "a")))
        .containsExactly(
            "call_1", "call_2", "call_3", "call_4", "call_2", "call_1", "call_3", "call_4",
            "call_5");
  }

  @Test
  void manyCallsWithoutIdsCostWhatTheyCostAlone() {
    int many = 300_000;
    Message.Assistant calls =
        new Message.Assistant(
            Stream.concat(
                    Stream.generate(() -> (Part) call(" ", "a")).limit(many),
                    Stream.of(call(" ", "b")))
                .toList());
    List<Message> messages = new ArrayList<>(many + 1);
    messages.add(calls);
    for (int i = 0; i < many; i++) {
      messages.add(result(" ", "b"));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertThat(CallIds.of(messages, Quirks.COMPATIBLE).next()).isEqualTo("call_1"));
  }
}
