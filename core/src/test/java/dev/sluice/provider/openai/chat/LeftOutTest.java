package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private final ChatCompletions format =
      new ChatCompletions(Account.of("here", URI.create("http://h/v1")), Quirks.COMPATIBLE, "m");

  private Answered answered(Part... parts) {
    byte[] body =
        Answered.sse(
            List.of(
                "{\"id\":\"1\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}",
                "{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Yes\"},"
                    + "\"finish_reason\":\"stop\"}]}",
                "[DONE]"));
    return answered(body, parts);
  }

  private Answered answered(byte[] body, Part... parts) {
    ChatRequest request =
        ChatRequest.builder()
            .message(new Message.Assistant(List.of(parts), "other/m"))
            .user("go on")
            .build();
    ResponseHead head = new ResponseHead(200, Map.of("content-type", "text/event-stream"));
    return Answered.of(format, request, head, body);
  }

  @Test
  void whatCannotGoAlongIsToldAtTheStart() {
    Part.ToolCall search = new Part.ToolCall("s", "web_search", "{}").runByProvider();
    Answered answered =
        answered(
            new Part.Text("So."),
            search,
            new Part.ToolResult("s", "web_search", List.of(Part.text("x"))).runByProvider(),
            new Part.Native("other", "compaction", "{}"),
            new Part.ApprovalRequest("a", search));
    assertThat(answered.reply().warnings())
        .containsExactly(
            "left out of the request, because chat completions have no place for it: calls of"
                + " web_search that a provider ran itself, what other calls compaction, requests"
                + " of approval");
    List<StreamEvent> events = new ArrayList<>(answered.events());
    assertThat(events.get(0)).isInstanceOf(StreamEvent.Started.class);
    assertThat(events.get(1)).isInstanceOf(StreamEvent.Warned.class);
    assertThat(answered.reply().text()).isEqualTo("Yes");
  }

  /** A ping is an event of its own, which tells nothing. */
  @Test
  void theStartIsToldFirstThoughAPingComesBeforeIt() {
    byte[] body =
        ("event: ping\ndata: {}\n\n"
                + "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Yes\"},"
                + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
            .getBytes(StandardCharsets.UTF_8);
    Answered answered = answered(body, new Part.Native("other", "compaction", "{}"));
    assertThat(answered.events().get(0)).isInstanceOf(StreamEvent.Started.class);
    assertThat(answered.events().get(1)).isInstanceOf(StreamEvent.Warned.class);
  }

  @Test
  void aConversationThatTheUserSetsHimselfLeavesNothingOut() {
    ChatRequest request =
        ChatRequest.builder()
            .message(
                new Message.Assistant(
                    List.of(new Part.Native("other", "compaction", "{}")), "other/m"))
            .user("go on")
            .providerOption("here", "messages", "[]")
            .build();
    assertThat(format.leftOut(request)).isEmpty();
  }

  @Test
  void whatHasNoNameIsNamedByItsKindAndALongNameIsCut() {
    Part[] parts = {
      new Part.ToolCall("a", "", "{}").runByProvider(),
      new Part.ToolResult("b", "", List.of(Part.text("x"))).runByProvider(),
      new Part.Native("other", "", "{}"),
      new Part.Native("other", "x".repeat(1_000), "{}")
    };
    assertThat(answered(parts).reply().warnings().getFirst())
        .endsWith(
            "calls of tools that a provider ran itself, results of tools that a provider ran"
                + " itself, parts of other's own, what other calls "
                + "x".repeat(100)
                + "…");
  }

  @Test
  void soManyKindsAreNamed() {
    Part[] parts = new Part[12];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Part.Native("other", "kind" + i, "{}");
    }
    assertThat(answered(parts).reply().warnings().getFirst())
        .endsWith("what other calls kind7, and more");
  }

  @Test
  void nothingIsToldOfWhatNobodyMisses() {
    Answered answered =
        answered(
            new Part.Reasoning("hm", "proof"),
            new Part.Text("So."),
            new Part.ToolCall("t", "a", "{}"),
            new Part.Native("here", "reference", "{\"type\":\"reference\"}"));
    assertThat(answered.reply().warnings()).isEmpty();
  }
}
