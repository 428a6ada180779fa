package dev.sluice.provider.openai.responses;

import static dev.sluice.chat.FinishReason.Kind.STOP;
import static dev.sluice.chat.FinishReason.Kind.TOOL_CALLS;
import static dev.sluice.provider.openai.responses.Streams.field;
import static dev.sluice.provider.openai.responses.Streams.finish;
import static dev.sluice.provider.openai.responses.Streams.parts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Fixtures;
import dev.sluice.testing.Pieces;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded streams decode to what they are; the facts were counted by other means. */
class RecordedStreamsTest {
  @Test
  void aWebSearchTellsItsSearchesAndItsCitedText() {
    Answered answered = decode("web-search-tool");
    assertThat(finish(answered)).isEqualTo(new FinishReason(STOP, "completed"));
    assertThat(answered.all(StreamEvent.Started.class))
        .containsExactly(
            new StreamEvent.Started(
                "resp_0cc96ac817fdc57e00693337060a408198b92bf1f99cf1b8ec",
                "gpt-5-mini-2025-08-07",
                "req-1"));
    Reply reply = answered.reply();
    assertThat(reply.text())
        .hasSize(3645)
        .startsWith("I checked today’s tech headlines (today = December 5, 2025)")
        .endsWith("Vercel funding/coverage pages and pull out more details now?");
    assertThat(answered.all(StreamEvent.TextDelta.class)).hasSize(121);
    assertUsage(reply, 31073, 4416, 3712, 3712);
    assertThat(parts(answered, Part.Reasoning.class))
        .hasSize(7)
        .allSatisfy(thoughts -> assertThat(thoughts.text() + thoughts.cipher()).isEmpty());
    assertThat(parts(answered, Part.ToolCall.class))
        .hasSize(6)
        .allSatisfy(
            call -> {
              assertThat(call.name()).isEqualTo("web_search");
              assertThat(call.isRunByProvider()).isTrue();
              assertThat(call.isWhole()).isTrue();
            });
    Part.ToolCall page = parts(answered, Part.ToolCall.class).get(2);
    assertThat(page.id()).isEqualTo("ws_0cc96ac817fdc57e006933371c82e48198aba79879e266ea8c");
    assertThat(page.arguments())
        .isEqualTo(
            "{\"type\":\"open_page\",\"url\":\"https://techcrunch.com/2025/12/05/petco-confirms-"
                + "security-lapse-exposed-customers-personal-data/\"}");
    assertThat(reply.data().toString()).contains("service_tier");
    assertThat(reply.parts().stream().map(part -> part.getClass().getSimpleName()))
        .startsWith("Reasoning", "ToolCall", "ToolResult", "Reasoning")
        .endsWith("ToolResult", "Reasoning", "Text");
  }

  @Test
  void aWebSearchCitesByPlacesInItsText() {
    Answered answered = decode("web-search-tool");
    Part.Text text = parts(answered, Part.Text.class).getLast();
    assertThat(text.citations()).hasSize(12);
    Citation first = text.citations().getFirst();
    assertThat(first.from()).isEqualTo(277);
    assertThat(first.to()).isEqualTo(411);
    assertThat(text.text().substring(277, 411))
        .startsWith("([techcrunch.com](https://techcrunch.com/2025/12/05/petco")
        .endsWith(")");
    assertThat(first.title()).startsWith("Petco confirms secur");
    assertThat(text.citations().getLast().from()).isEqualTo(3309);
    assertThat(text.citations().getLast().to()).isEqualTo(3427);
  }

  @Test
  void reasoningThatIsEncipheredLeadsToCallsThatFollowEachOther() {
    List<List<String>> answers = answers("reasoning-encrypted-content");
    assertThat(answers).hasSize(4);
    Answered first = Streams.of(answers.getFirst());
    assertThat(finish(first)).isEqualTo(new FinishReason(TOOL_CALLS, "completed"));
    assertThat(first.reply().parts()).hasSize(2);
    Part.Reasoning thoughts = parts(first, Part.Reasoning.class).getFirst();
    assertThat(thoughts.text())
        .isEqualTo(
            "**Calculating step-by-step using calculator**\n\nI'll compute 12 plus 7, then"
                + " multiply the result by 3, and finally multiply that by 10, reporting the"
                + " final product.");
    assertThat(thoughts.isSummary()).isTrue();
    assertThat(thoughts.isWhole()).isTrue();
    assertThat(field(thoughts, "id"))
        .isEqualTo("\"rs_01830d662ab3856501693c321405c88190be3ab04d5782d5f9\"");
    assertThat(thoughts.cipher())
        .as("that of the item's end: at its start it is not whole, and the response has another")
        .hasSize(1060)
        .startsWith("gAAAAABpPDIVOKrsHNZ0GwsoEKA_IG")
        .endsWith("0wz4uQ==");
    assertThat(first.all(StreamEvent.ReasoningDelta.class)).hasSize(32);
    Part.ToolCall call = first.reply().toolCalls().getFirst();
    assertThat(call.id()).isEqualTo("call_AB6AaRZ1FYZB2RwS6A5vbdqn");
    assertThat(call.name()).isEqualTo("calculator");
    assertThat(call.arguments()).isEqualTo("{\"a\":12,\"b\":7,\"op\":\"add\"}");
    assertUsage(first.reply(), 134, 28, 0, 0);
    assertCall(
        answers.get(1), "call_Q6pW65MUgW9vF59BmItYGos3", "{\"a\":19,\"b\":3,\"op\":\"multiply\"}");
    assertCall(
        answers.get(2), "call_Zl5vIMnD7dVAjgU6FkhmiCZh", "{\"a\":57,\"b\":10,\"op\":\"multiply\"}");
    Answered last = Streams.of(answers.get(3));
    assertThat(finish(last).kind()).isEqualTo(STOP);
    assertThat(last.reply().text()).isEqualTo("The final result is **570**.");
    assertThat(last.all(StreamEvent.TextDelta.class)).hasSize(8);
    assertUsage(last.reply(), 299, 12, 0, 0);
  }

  private static void assertCall(List<String> answer, String id, String arguments) {
    Answered answered = Streams.of(answer);
    assertThat(finish(answered).kind()).isEqualTo(TOOL_CALLS);
    assertThat(answered.reply().parts()).hasSize(1);
    assertThat(answered.reply().toolCalls().getFirst().id()).isEqualTo(id);
    assertThat(answered.reply().toolCalls().getFirst().arguments()).isEqualTo(arguments);
    assertThat(answered.all(StreamEvent.ToolCallDelta.class)).hasSize(13);
  }

  @Test
  void aCustomToolIsCalledWithFreeText() {
    Answered answered = decode("custom-tool");
    assertThat(finish(answered).kind()).isEqualTo(TOOL_CALLS);
    Part.ToolCall call = answered.reply().toolCalls().getFirst();
    assertThat(call.id()).isEqualTo("call_custom_sql_001");
    assertThat(call.name()).isEqualTo("write_sql");
    assertThat(call.isFreeText()).isTrue();
    assertThat(call.arguments()).isEqualTo("SELECT * FROM users WHERE age > 25");
    assertThat(answered.all(StreamEvent.ToolCallDelta.class)).hasSize(3);
    assertThat(field(call, "id")).isEqualTo("\"ct_abc123def456\"");
    assertUsage(answered.reply(), 50, 20, 0, 0);
  }

  @Test
  void commentaryIsToldApartAndWhatAbridgedDeltasLackIsToldOnce() {
    Answered answered = decode("phase");
    assertThat(finish(answered)).isEqualTo(new FinishReason(STOP, "completed"));
    List<Part.Text> texts = parts(answered, Part.Text.class);
    assertThat(answered.reply().parts()).hasSize(2);
    assertThat(texts.getFirst().isCommentary()).isTrue();
    assertThat(texts.getFirst().text())
        .hasSize(153)
        .startsWith("Got it — I’ll quickly check reliable")
        .endsWith("summarize the key items with links.");
    assertThat(texts.getLast().isCommentary()).isFalse();
    assertThat(texts.getLast().text())
        .hasSize(1485)
        .startsWith("Here are a few **AI headlines for today (Wednesday, February 25, 2026)**")
        .endsWith("investor-grade morning brief with timestamps.");
    assertThat(answered.reply().text()).isEqualTo(texts.getLast().text());
    assertThat(field(texts.getLast(), "phase")).isEqualTo("\"final_answer\"");
    assertThat(joined(answered, 0)).isEqualTo(texts.getFirst().text());
    assertThat(joined(answered, 1)).isEqualTo(texts.getLast().text());
    assertThat(answered.all(StreamEvent.TextDelta.class))
        .as("two deltas of each, and what they lack")
        .hasSize(6);
    assertUsage(answered.reply(), 7112, 463, 3072, 64);
  }

  private static String joined(Answered answered, int part) {
    StringBuilder all = new StringBuilder();
    answered.all(StreamEvent.TextDelta.class).stream()
        .filter(delta -> delta.part() == part)
        .forEach(delta -> all.append(delta.text()));
    return all.toString();
  }

  /** The file holds the events that one answer of that time had; another one's follow in others. */
  @Test
  void aQuotaThatIsUsedUpIsAnErrorInTheStream() {
    List<String> recording = Fixtures.payloads("openai-responses/error");
    Answered answered = Streams.of(recording);
    Failure.ErrorInStream error = Streams.error(answered);
    assertThat(error.reason()).isEqualTo(Failure.Reason.QUOTA);
    assertThat(error.reason().mayPass()).isFalse();
    assertThat(error.type()).isEqualTo("insufficient_quota");
    assertThat(error.code()).isEqualTo("insufficient_quota");
    assertThat(error.detail()).startsWith("You exceeded your current quota, please check");
    assertThat(answered.reply().parts()).isEmpty();
    List<String> without = new ArrayList<>(recording);
    without.removeIf(payload -> payload.startsWith("{\"type\":\"error\""));
    assertThat(without).hasSizeLessThan(recording.size());
    Failure.ErrorInStream failed = Streams.error(Streams.of(without));
    assertThat(failed.reason()).isEqualTo(Failure.Reason.QUOTA);
    assertThat(failed.code()).isEqualTo("insufficient_quota");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web-search-tool", "reasoning-encrypted-content", "custom-tool", "phase", "error"})
  void everyPrefixIsTruncatedWithExactlyWhatCame(String recording) {
    for (List<String> answer : answers(recording)) {
      Answered whole = once(answer);
      for (int lines = 0; lines < answer.size(); lines++) {
        Answered prefix = once(answer.subList(0, lines));
        boolean over = lines > 2 && recording.equals("error"); // Its third event is the error.
        assertThat(Streams.cause(prefix))
            .as("after %d lines", lines)
            .isInstanceOf(over ? Cause.Failed.class : Cause.Truncated.class);
        assertThat(prefix.events())
            .as("after %d lines", lines)
            .isEqualTo(whole.events().subList(0, prefix.events().size()));
      }
      assertThat(once(answer.subList(0, answer.size() - 1)).reply().text())
          .as("nothing of it comes with the last event alone")
          .isEqualTo(whole.reply().text());
    }
  }

  /** An answer that is not streamed is the response that ends a stream. */
  @ParameterizedTest
  @ValueSource(strings = {"web-search-tool", "reasoning-encrypted-content", "custom-tool", "phase"})
  void theResponseAloneIsTheSameAnswer(String recording) {
    for (List<String> answer : answers(recording)) {
      String last = answer.getLast();
      int from = last.indexOf("\"response\":{") + "\"response\":".length();
      int to = last.endsWith("}}") ? last.length() - 1 : last.lastIndexOf(",\"sequence_number\"");
      Answered document = Streams.document(last.substring(from, to).replace("'", "\\u0027"));
      Answered streamed = once(answer);
      assertThat(document.reply().text()).isEqualTo(streamed.reply().text());
      assertThat(document.reply().usage()).isEqualTo(streamed.reply().usage());
      assertThat(finish(document)).isEqualTo(finish(streamed));
      assertThat(document.reply().parts().stream().map(RecordedStreamsTest::withoutCipher))
          .isEqualTo(
              streamed.reply().parts().stream().map(RecordedStreamsTest::withoutCipher).toList());
    }
  }

  /** The response has another cipher than the item had at its end. */
  private static Part withoutCipher(Part part) {
    return part instanceof Part.Reasoning thoughts ? thoughts.enciphered("") : part;
  }

  /** The recording's answers: one holds those of a whole loop of tools. */
  private static List<List<String>> answers(String recording) {
    List<List<String>> answers = new ArrayList<>();
    for (String payload : Fixtures.payloads("openai-responses/" + recording)) {
      if (payload.contains("\"type\":\"response.created\"")) {
        answers.add(new ArrayList<>());
      }
      answers.getLast().add(payload);
    }
    return answers;
  }

  private static Answered decode(String recording) {
    return Streams.of(Fixtures.payloads("openai-responses/" + recording));
  }

  private static Answered once(List<String> payloads) {
    return Answered.once(
        Streams.FORMAT,
        ChatRequest.of("hi"),
        Streams.HEAD,
        new Pieces("whole", List.of(Streams.framed(payloads))));
  }

  private static void assertUsage(
      Reply reply, long input, long output, long cached, long reasoning) {
    Usage usage = reply.usage();
    assertThat(usage.inputTokens()).hasValue(input);
    assertThat(usage.outputTokens()).hasValue(output);
    assertThat(usage.cachedInputTokens()).hasValue(cached);
    assertThat(usage.reasoningTokens()).hasValue(reasoning);
    assertThat(usage.raw()).contains("\"total_tokens\":" + (input + output));
  }
}
