package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded streams of the messages API decode to what they are; the facts were read in them. */
class AnthropicRecordingsTest {

  @Test
  void aTextIsWholeWithItsUsageAndWhatItWasServedAs() {
    Answered answered = decode("text");
    Reply reply = completed(answered, Kind.STOP, "end_turn");
    assertThat(reply.started().id()).isEqualTo("msg_01QC4g3HwBThD4BaNtBckFDJ");
    assertThat(reply.started().model()).isEqualTo("claude-sonnet-4-5-20250929");
    assertThat(reply.started().requestId()).isEqualTo("req_1");
    assertThat(reply.text())
        .isEqualTo(
            "Hello! I'm doing well, thank you for asking. How are you doing today?"
                + " Is there anything I can help you with?");
    assertThat(answered.all(StreamEvent.TextDelta.class)).hasSize(6);
    assertThat(reply.usage().count(Count.INPUT)).hasValue(12);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(30);
    assertThat(reply.usage().count(Count.CACHED_INPUT)).hasValue(0);
    assertThat(reply.usage().raw()).contains("\"output_tokens\":30");
    assertThat(noted(reply, "service_tier")).isEqualTo("\"standard\"");
    assertThat(answered.events().stream().map(event -> event.getClass().getSimpleName()))
        .containsExactly(
            "Started",
            "UsageReported",
            "Noted",
            "PartStarted",
            "TextDelta",
            "TextDelta",
            "TextDelta",
            "TextDelta",
            "TextDelta",
            "TextDelta",
            "PartEnded",
            "UsageReported");
  }

  @Test
  void thoughtsHaveTheirSignature() {
    Answered answered = decode("clear-thinking");
    Reply reply = completed(answered, Kind.STOP, "end_turn");
    assertThat(reply.parts()).hasSize(2);
    Part.Reasoning thoughts = (Part.Reasoning) reply.parts().get(0);
    assertThat(thoughts.text())
        .isEqualTo("The previous result was 925. Now I need to divide that by 5.\n\n925 ÷ 5 = 185");
    assertThat(thoughts.signature())
        .hasSize(332)
        .startsWith("EvQBCkYICxgCKkAxhD4NUKFz")
        .endsWith("i/EhT6Ca17BgB");
    assertThat(reply.text()).isEqualTo("925 ÷ 5 = 185");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(69);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(53);
    assertThat(noted(reply, "context_management")).isEqualTo("{\"applied_edits\":[]}");
  }

  @Test
  void aCompactionIsNoTextAndIsKeptToGoBack() {
    Answered answered = decode("compaction");
    Reply reply = completed(answered, Kind.STOP, "end_turn");
    assertThat(reply.started().model()).isEqualTo("claude-opus-4-6");
    assertThat(reply.parts()).hasSize(2);
    Part.Native compaction = (Part.Native) reply.parts().get(0);
    assertThat(compaction.provider()).isEqualTo("anthropic");
    assertThat(compaction.type()).isEqualTo("compaction");
    assertThat(compaction.json())
        .startsWith(
            "{\"type\":\"compaction\",\"content\":\"## Summary of Conversation\\n\\n### Task")
        .endsWith("\"}");
    assertThat(reply.text())
        .startsWith("Based on the conversation history, you asked me to summarize")
        .doesNotContain("Summary of Conversation");
    assertThat(answered.all(StreamEvent.TextDelta.class)).hasSize(739);
    assertThat(answered.all(StreamEvent.NativeDelta.class)).hasSize(1);
    Usage usage = reply.usage();
    assertThat(usage.count(Count.INPUT)).as("of both iterations").hasValue(60_385 + 612);
    assertThat(usage.count(Count.OUTPUT)).hasValue(522 + 2819);
    assertThat(usage.steps().stream().map(Usage.Step::name))
        .containsExactly("compaction", "message");
    assertThat(usage.steps().get(0).usage().count(Count.INPUT)).hasValue(60_385);
    assertThat(usage.steps().get(1).usage().count(Count.OUTPUT)).hasValue(2819);
    assertThat(usage.count(Count.SEARCHES)).hasValue(0);
  }

  @Test
  void aStartThatIsToldTwiceIsOne() {
    Answered answered = decode("duplicate-message-start");
    Reply reply = completed(answered, Kind.STOP, "end_turn");
    assertThat(answered.all(StreamEvent.Started.class)).hasSize(1);
    assertThat(reply.text()).isEqualTo("Hello, World!");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(17);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(227);
  }

  @Test
  void anotherMessageWithinAnAnswerIsAnError() {
    Answered answered = decode("spliced-message-start");
    Failure why = ((Cause.Failed) incomplete(answered)).why();
    assertThat(why)
        .isEqualTo(
            new Failure.Malformed(
                "another message begins within the answer msg_first", "msg_second"));
    assertThat(answered.reply().reasoning()).isEqualTo("I will call the tool.");
    assertThat(answered.reply().toolCalls()).hasSize(1);
    Part.ToolCall call = answered.reply().toolCalls().getFirst();
    assertThat(call.id()).isEqualTo("toolu_first");
    assertThat(call.arguments()).isEqualTo("{\"value\":\"Spark");
    assertThat(call.isWhole()).isFalse();
  }

  @Test
  void aCallHasItsArguments() {
    Reply reply = completed(decode("json-tool"), Kind.TOOL_CALLS, "tool_use");
    Part.ToolCall call = (Part.ToolCall) reply.parts().getFirst();
    assertThat(reply.parts()).hasSize(1);
    assertThat(call.id()).isEqualTo("toolu_01KFbKqPYSuAKujiL6mTfzYA");
    assertThat(call.name()).isEqualTo("json");
    assertThat(call.arguments())
        .isEqualTo(
            "{\"elements\": [{\"location\": \"San Francisco\", \"temperature\": 58,"
                + " \"condition\": \"sunny\"}]}");
    assertThat(call.isRunByProvider()).isFalse();
    assertThat(reply.usage().count(Count.INPUT)).hasValue(849);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(47);
  }

  @Test
  void aCallWithoutArgumentsHasAnEmptyObject() {
    Answered answered = decode("tool-no-args");
    Reply reply = completed(answered, Kind.TOOL_CALLS, "tool_use");
    assertThat(reply.text()).isEqualTo("I'll update the issue list for you.");
    Part.ToolCall call = (Part.ToolCall) reply.parts().get(1);
    assertThat(call.id()).isEqualTo("toolu_01QE1WLsSVp5hy5Q3GmGTmjP");
    assertThat(call.name()).isEqualTo("updateIssueList");
    assertThat(call.arguments()).isEqualTo("{}");
    assertThat(answered.all(StreamEvent.ToolCallDelta.class))
        .containsExactly(new StreamEvent.ToolCallDelta(1, "{}"));
  }

  @Test
  void whatAServerOfToolsRanIsACallWithItsResult() {
    Reply reply = completed(decode("mcp"), Kind.STOP, "end_turn");
    assertThat(reply.parts()).hasSize(3);
    Part.ToolCall call = (Part.ToolCall) reply.parts().get(0);
    assertThat(call.isRunByProvider()).isTrue();
    assertThat(call.id()).isEqualTo("mcptoolu_017CuqaJcXe5ZHJjaz3KS1AT");
    assertThat(call.name()).isEqualTo("echo");
    assertThat(call.arguments()).isEqualTo("{\"message\": \"hello world\"}");
    assertThat(call.data("anthropic").orElseThrow().field("server_name")).hasValue("\"echo\"");
    Part.ToolResult result = (Part.ToolResult) reply.parts().get(1);
    assertThat(result.isRunByProvider()).isTrue();
    assertThat(result.callId()).isEqualTo(call.id());
    assertThat(result.failed()).isFalse();
    assertThat(result.content()).containsExactly(Part.text("Tool echo: hello world"));
    assertThat(reply.text())
        .isEqualTo(
            "The echo tool responded back with: **hello world**\n\n"
                + "It simply echoed back the exact message that was sent to it.");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(1250);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(83);
  }

  @Test
  void theInputOfTheLastEventCounts() {
    Reply reply = completed(decode("message-delta-input-tokens"), Kind.STOP, "end_turn");
    assertThat(reply.text()).isEqualTo("pong");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(61);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(2);
    assertThat(reply.usage().count(Count.CACHED_INPUT)).isEmpty();
  }

  @Test
  void aRefusalSaysWhy() {
    Answered answered = decode("refusal");
    Reply reply = completed(answered, Kind.REFUSAL, "refusal");
    assertThat(reply.parts()).isEmpty();
    assertThat(reply.finishReason().map(FinishReason::detail))
        .hasValue(
            "This request triggered restrictions on violative cyber content and was blocked under"
                + " Anthropic's Usage Policy. (cyber)");
    assertThat(noted(reply, "stop_details")).contains("\"recommended_model\":\"claude-fable-5\"");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(18);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(5);
  }

  @Test
  void aSearchHasItsPagesAndItsTextItsSources() {
    Reply reply = completed(decode("web-search"), Kind.STOP, "end_turn");
    Part.ToolCall call = (Part.ToolCall) reply.parts().get(0);
    assertThat(call.isRunByProvider()).isTrue();
    assertThat(call.name()).isEqualTo("web_search");
    assertThat(call.arguments()).isEqualTo("{\"query\": \"tech news today September 26 2025\"}");
    assertThat(call.data()).isEmpty();
    Part.ToolResult result = (Part.ToolResult) reply.parts().get(1);
    assertThat(result.callId()).isEqualTo("srvtoolu_01Bj5uzzLcYG5hfueSLcDH8k");
    assertThat(result.name()).isEqualTo("web_search");
    assertThat(result.content()).hasSize(10);
    assertThat(result.content().getFirst())
        .isEqualTo(
            new Part.Media(
                    Part.Media.Kind.DOCUMENT,
                    "",
                    new Part.Media.Url(
                        URI.create("https://www.crescendo.ai/news/latest-ai-news-and-updates")))
                .named("The Latest AI News and AI Breakthroughs that Matter Most: 2025 | News"));
    assertThat(result.data("anthropic").orElseThrow().field("content").orElseThrow())
        .contains("\"encrypted_content\":\"ErkeCioICBgCIiRiY2JjZWJjMy1lYTFhLTRm");
    assertThat(reply.parts()).as("blocks 0 to 20").hasSize(21);
    Part.Text cited = (Part.Text) reply.parts().get(3);
    assertThat(cited.text()).startsWith("Apple today announced").endsWith("10 a.m. JST.");
    assertThat(cited.citations()).hasSize(3);
    Citation first = cited.citations().getFirst();
    assertThat(first.url())
        .isEqualTo(
            "https://www.apple.com/newsroom/2025/09/"
                + "the-all-new-apple-ginza-opens-this-friday-september-26-in-tokyo/");
    assertThat(first.title())
        .isEqualTo("The all-new Apple Ginza opens this Friday, September 26, in Tokyo - Apple");
    assertThat(first.quote()).startsWith("Apple today announced the grand reopening");
    assertThat(first.raw()).contains("\"encrypted_index\":\"Eo8BCioICBgCIiRiY2JjZWJj");
    assertThat(first.hasPlace()).isFalse();
    assertThat(((Part.Text) reply.parts().get(4)).text()).isEqualTo(" ");
    assertThat(reply.usage().count(Count.INPUT)).hasValue(15_665);
    assertThat(reply.usage().count(Count.OUTPUT)).hasValue(795);
    assertThat(reply.usage().count(Count.SEARCHES)).hasValue(1);
  }

  /** With its stop reason the answer is whole; before, nothing of it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "clear-thinking",
        "json-tool",
        "tool-no-args",
        "mcp",
        "message-delta-input-tokens",
        "refusal",
        "duplicate-message-start",
        "web-search"
      })
  void cutAtEachEventItIsTruncatedWithWhatCame(String name) {
    List<String> events = Fixtures.payloads("anthropic/" + name);
    int whole = events.size() - 1; // Only message_stop follows the stop reason.
    String text = Claude.answered(events).reply().text();
    for (int count = 0; count < events.size(); count++) {
      Answered cut = Claude.cut(events, count);
      if (count < whole) {
        assertThat(cut.ending())
            .as("after %s events", count)
            .isInstanceOfSatisfying(
                Ending.Incomplete.class,
                early -> assertThat(early.cause()).isInstanceOf(Cause.Truncated.class));
        assertThat(text).startsWith(cut.reply().text());
        assertThat(cut.reply().text()).isEqualTo(textOf(events.subList(0, count)));
      } else {
        assertThat(cut.ending()).as("after %s events", count).isInstanceOf(Ending.Completed.class);
        assertThat(cut.reply().text()).isEqualTo(text);
      }
    }
  }

  /** Each text of the events, found by its form alone. */
  private static String textOf(List<String> events) {
    StringBuilder text = new StringBuilder();
    for (String event : events) {
      String before = "\"text_delta\",\"text\":";
      int at = event.replace(", ", ",").indexOf(before);
      if (at >= 0) {
        text.append(Json.text(event.substring(at + before.length(), event.length() - 2)));
      } else if (event.contains("\"text_delta\"")) {
        text.append(Json.text("text", Json.members("event", event).getOrDefault("delta", "{}")));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text", "clear-thinking", "compaction", "json-tool", "mcp", "tool-no-args"})
  void withoutTheTypesBeforeItsEventsAStreamIsTheSame(String name) {
    List<String> events = Fixtures.payloads("anthropic/" + name);
    Answered untyped =
        Answered.of(Claude.FORMAT, Claude.REQUEST, Claude.STREAM, Answered.sse(events));
    assertThat(untyped).isEqualTo(Claude.answered(events));
  }

  private static Answered decode(String name) {
    return Claude.answered(Fixtures.payloads("anthropic/" + name));
  }

  private static Reply completed(Answered answered, Kind kind, String raw) {
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    FinishReason reason = answered.reply().finishReason().orElseThrow();
    assertThat(reason.kind()).isEqualTo(kind);
    assertThat(reason.raw()).isEqualTo(raw);
    assertThat(answered.reply().parts()).allMatch(Part::isWhole);
    return answered.reply();
  }

  private static Cause incomplete(Answered answered) {
    return ((Ending.Incomplete) answered.ending()).cause();
  }

  private static String noted(Reply reply, String field) {
    return reply.data("anthropic").flatMap((ProviderData data) -> data.field(field)).orElse("");
  }
}
