package dev.sluice.provider.bedrock;

import static dev.sluice.testing.Parts.callStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded answers; what is expected was read from the recordings by eye. */
class RecordedStreamsTest {
  @Test
  void aTextIsReadWithItsUsage() {
    Answered answered = Events.read(Fixtures.payloads("bedrock/text"));
    Reply reply = answered.reply();
    assertThat(reply.text())
        .hasSize(109)
        .startsWith("Let me count the \"r\"s in \"strawberry\":\n\ns-t-**r**-a-w-b")
        .endsWith("-y\n\nThere are **3** r's in \"strawberry.\"");
    assertThat(reply.parts()).hasSize(1);
    assertThat(reply.finishReason()).contains(new FinishReason(FinishReason.Kind.STOP, "end_turn"));
    assertThat(reply.usage().inputTokens()).hasValue(22);
    assertThat(reply.usage().outputTokens()).hasValue(55);
    assertThat(reply.usage().cachedInputTokens()).isEmpty();
    assertThat(reply.usage().raw()).contains("\"totalTokens\":77");
    assertThat(reply.started().requestId()).isEqualTo("req-1");
    assertThat(answered.all(StreamEvent.TextDelta.class)).hasSize(12);
    assertThat(reply.data().getFirst().field("metrics")).contains("{\"latencyMs\":2040}");
    assertThat(reply.data().getFirst().field("additionalModelResponseFields"))
        .contains("{\"delta\":{\"stop_sequence\":null}}");
  }

  @Test
  void thoughtsComeWithTheirSignatureBeforeTheText() {
    Reply reply = Events.read(Fixtures.payloads("bedrock/reasoning")).reply();
    assertThat(reply.parts()).hasSize(2);
    Part.Reasoning thoughts = (Part.Reasoning) reply.parts().getFirst();
    assertThat(thoughts.text())
        .startsWith("Let me count the r's in \"strawberry\":\n\ns-t-r-a-w-b-e-r-r-y\n\nr appears")
        .endsWith("3, 8, and 9.\n\nSo there are 3 r's.");
    assertThat(thoughts.signature())
        .hasSize(388)
        .startsWith("Ep0CCkgICxABGAIqQOWPB6")
        .endsWith("uYyBwL8RkDaGAE=");
    assertThat(thoughts.isWhole()).isTrue();
    assertThat(reply.text())
        .isEqualTo("There are **3** r's in \"strawberry\":\n\n1. st**r**awbe**r****r**y");
    assertThat(reply.usage().inputTokens()).hasValue(51);
    assertThat(reply.usage().outputTokens()).hasValue(94);
  }

  /** It begins without a messageStart, and its metadata stands before its messageStop. */
  @Test
  void aCallIsReadAlthoughItsUsageComesBeforeTheEnd() {
    Answered answered = Events.read(Fixtures.payloads("bedrock/tool-call"));
    assertThat(answered.events())
        .startsWith(
            new StreamEvent.Started("", "", "req-1"), callStarts(0, "tool-use-id", "test-tool"))
        .contains(new StreamEvent.ToolCallDelta(0, "{\"value\":"));
    Reply reply = answered.reply();
    assertThat(reply.toolCalls())
        .containsExactly(
            new Part.ToolCall("tool-use-id", "test-tool", "{\"value\":\"Sparkle Day\"}"));
    assertThat(reply.finishReason())
        .contains(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_use"));
    assertThat(reply.usage().count(Usage.Count.INPUT)).hasValue(125);
    assertThat(reply.usage().count(Usage.Count.OUTPUT)).hasValue(45);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "reasoning", "tool-call"})
  void cutAnywhereItIsTruncatedWithExactlyWhatCame(String name) {
    List<String> lines = Fixtures.payloads("bedrock/" + name);
    int stop = 0;
    while (!lines.get(stop).startsWith("{\"messageStop\"")) {
      stop++;
    }
    List<byte[]> messages = Events.messages(lines);
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    for (int n = 0; n < messages.size(); n++) {
      byte[] body = Coded.joined(messages.subList(0, n).toArray(byte[][]::new));
      Answered answered = Events.read(body);
      if (n <= stop) {
        assertThat(answered.ending())
            .isInstanceOfSatisfying(
                Ending.Incomplete.class,
                early ->
                    assertThat(early.cause())
                        .isEqualTo(
                            new Cause.Truncated(
                                new Failure.EndedEarly("localhost:8080", "a messageStop"))));
      } else {
        assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
      }
      assertThat(answered.reply().text()).isEqualTo(text.toString());
      assertThat(answered.reply().reasoning()).isEqualTo(thoughts.toString());
      if (!answered.reply().toolCalls().isEmpty()) {
        assertThat(answered.reply().toolCalls().getFirst().arguments())
            .isEqualTo(arguments.toString());
      }
      text.append(piece(lines.get(n), "{\"text\":\""));
      thoughts.append(piece(lines.get(n), "\"reasoningContent\":{\"text\":\""));
      arguments.append(piece(lines.get(n), "\"input\":\""));
    }
  }

  /** What the line says behind this, up to the quotation mark that ends it. */
  private static String piece(String line, String after) {
    boolean thought = line.contains("\"reasoningContent\"") && after.startsWith("{");
    int at = line.indexOf(after);
    if (at < 0 || thought) {
      return "";
    }
    int from = at + after.length();
    int to = from;
    while (line.charAt(to) != '"') {
      to += line.charAt(to) == '\\' ? 2 : 1;
    }
    return line.substring(from, to).replace("\\n", "\n").replace("\\\"", "\"");
  }

  @Test
  void aReplySentBackIsExactlyWhatCame() {
    Reply reasoned = Events.read(Fixtures.payloads("bedrock/reasoning")).reply();
    Part.Reasoning thoughts = (Part.Reasoning) reasoned.parts().getFirst();
    String body =
        RequestBody.of(
            "bedrock",
            "anthropic.claude",
            ChatRequest.builder()
                .user("Count.")
                .message(reasoned.toMessage())
                .user("Again.")
                .build());
    assertThat(body)
        .contains(
            "{\"role\":\"assistant\",\"content\":[{\"reasoningContent\":{\"reasoningText\":"
                + "{\"text\":\"Let me count the r's in \\\"strawberry\\\":")
        .contains("\"signature\":\"" + thoughts.signature() + "\"}}},{\"text\":\"There are");
    Reply called = Events.read(Fixtures.payloads("bedrock/tool-call")).reply();
    String again =
        RequestBody.of(
            "bedrock",
            "amazon.nova-pro-v1:0",
            ChatRequest.builder()
                .user("Call.")
                .message(called.toMessage())
                .message(Message.toolResult(called.toolCalls().getFirst(), "ok"))
                .build());
    assertThat(again)
        .contains(
            "{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"tool-use-id\","
                + "\"name\":\"test-tool\",\"input\":{\"value\":\"Sparkle Day\"}}}]}")
        .contains(
            "{\"toolResult\":{\"toolUseId\":\"tool-use-id\",\"content\":[{\"text\":\"ok\"}]}}");
  }

  @Test
  void aSecondMessageSplicedIntoTheFirstIsNoAnswer() {
    List<String> lines = Fixtures.payloads("bedrock/text");
    List<String> spliced = new ArrayList<>(lines.subList(0, 5));
    spliced.addAll(lines);
    Answered answered = Events.read(spliced);
    assertThat(answered.ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            wrong ->
                assertThat(wrong.cause())
                    .isEqualTo(
                        new Cause.Failed(
                            new Failure.Malformed(
                                "a second message begins before the first has ended",
                                "{\"role\":\"assistant\"}"))));
    assertThat(answered.reply().text())
        .isEqualTo("Let me count the \"r\"s in \"strawberry\":\n\ns-t-");
  }
}
