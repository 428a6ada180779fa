package dev.sluice.server.dialect.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatDocumentTest {
  private static final Told TOLD =
      new Told("r1", "fast", Instant.ofEpochSecond(7), Asked.View.USUAL);

  private static String document(Part... parts) {
    return document(FinishReason.STOP, parts);
  }

  private static String document(FinishReason reason, Part... parts) {
    Reply.Builder reply = Reply.builder();
    for (Part part : parts) {
      reply.part(part);
    }
    byte[] json = new ChatDialect().document(TOLD, new Ending.Completed(reply.build(), reason));
    return new String(json, StandardCharsets.UTF_8);
  }

  private static Part thought(String text, String field, String json) {
    return new Part.Reasoning(text).withData(ProviderData.of("openrouter", field, json));
  }

  @Test
  void whatAServerWantsBackWithItsThoughtsIsInADocumentToo() {
    String told =
        document(
            thought("Hm", "reasoning_details", "[{\"text\":\"Hm\"}]"),
            Part.text("Hello"),
            thought("", "reasoning_details", "[]"),
            thought("so", "reasoning_details", "[{\"text\":\"so\"},{\"signature\":\"s\"}]"));

    assertThat(told)
        .contains("\"reasoning_content\":\"Hmso\"")
        .contains(
            "\"reasoning_details\":[{\"text\":\"Hm\"},{\"text\":\"so\"},{\"signature\":\"s\"}]");
  }

  @ParameterizedTest
  @CsvSource({"OTHER, novel", "STOP, end_turn", "TOOL_CALLS, end_turn"})
  void callsAreWaitedForWhateverTheProviderCallsItsEnd(FinishReason.Kind kind, String raw) {
    FinishReason reason = new FinishReason(kind, raw);
    assertThat(document(reason, new Part.ToolCall("c", "f", "{}")))
        .contains("\"finish_reason\":\"tool_calls\"");
    Part ran = new Part.ToolCall("c", "f", "{}").runByProvider();
    assertThat(document(FinishReason.STOP, ran, Part.text("a")))
        .contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void ofWhatIsNoListTheLastCounts() {
    assertThat(
            document(
                thought("", "reasoning_opaque", "\"a\""), thought("", "reasoning_opaque", "\"b\"")))
        .contains("\"reasoning_opaque\":\"b\"")
        .doesNotContain("reasoning_details", "thinking_blocks");
  }

  @Test
  void ofOtherServersThoughtsTheTextIsTold() {
    assertThat(document(thought("Hm", "signature", "\"s\""), Part.text("Hello")))
        .contains("\"reasoning_content\":\"Hm\"")
        .doesNotContain("signature");
  }
}
