package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Tool;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A conversation that one provider has begun goes on with each other one: what can go along goes,
 * what only its provider understands stays behind, and goes back to that one.
 */
@Timeout(240)
class ConversationsTest {
  private static final byte[] PICTURE = "no real picture".getBytes(StandardCharsets.UTF_8);
  private static final String PICTURE_SENT = Base64.getEncoder().encodeToString(PICTURE);
  private static final String THOUGHT = "The sky matters here.";
  private static final String PROOF = "c2lnbmF0dXJlLW9mLWEtdGhvdWdodA==";
  private static final String LAST = "answer \"It is sunny.\"";

  private final Simulator simulator = Simulator.start("end");
  private final Models models = Speaks.models(Over.NIO, simulator);

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Speaks.values())
        .flatMap(from -> Stream.of(Speaks.values()).map(to -> Arguments.of(from, to)));
  }

  private static ChatRequest question() {
    return ChatRequest.builder()
        .system("Be brief.")
        .user(Part.text("Is this weather?"), Part.image("image/png", PICTURE))
        .tool(
            new Tool(
                "weather",
                "What the weather is.",
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"))
        .build();
  }

  /** An answer with thoughts, their proof where there is one, words and two calls of one tool. */
  private Reply calling(Speaks from) {
    simulator.script(
        "role\nreasoning \""
            + THOUGHT
            + "\"\n"
            + (from.signs() ? "signature \"" + PROOF + "\"\n" : "")
            + "text \"I look.\"\n"
            + "tool 0 call_a weather \"{\\\"city\\\":\\\"Rome\\\"}\"\n"
            + "tool 1 call_b weather \"{\\\"city\\\":\\\"Oslo\\\"}\"\n"
            + "finish tool_calls\nusage 12 34\ndone\nend");
    Reply reply = ask(from, question());
    assertThat(reply.toolCalls()).hasSize(2);
    return reply;
  }

  private Reply ask(Speaks speaks, ChatRequest request) {
    return models.model(speaks.model()).with(Retry.upTo(0)).ask(request);
  }

  private String sent() {
    return simulator.requests().getLast().body();
  }

  private static ChatRequest withResults(Reply reply) {
    ChatRequest.Builder next = question().toBuilder().message(reply.toMessage());
    for (Part.ToolCall call : reply.toolCalls()) {
      next.message(
          new Message.ToolResult(
              new Part.ToolResult(
                  call.id(), call.name(), List.of(Part.text("Sunny for " + call.arguments())))));
    }
    return next.build();
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatOneHasBegunAnotherGoesOnWith(Speaks from, Speaks to) {
    ChatRequest second = withResults(calling(from));
    simulator.script(LAST);

    Reply reply = ask(to, second);

    assertThat(reply.text()).isEqualTo("It is sunny.");
    assertThat(sent())
        .contains("Be brief.", "Is this weather?", PICTURE_SENT, "I look.")
        .contains("weather", "Rome", "Oslo");
    assertThat(count(sent(), "Sunny for")).isEqualTo(2);
    assertThat(sent().indexOf("I look.")).isLessThan(sent().indexOf("Sunny for"));
    boolean provesIt = from == to && from.signs();
    assertThat(sent().contains(PROOF)).isEqualTo(provesIt);
    assertThat(sent().contains(THOUGHT)).isEqualTo(from == to && from.takesThoughts());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatOnlyTheFirstUnderstandsGoesBackToItLater(Speaks from, Speaks to) {
    ChatRequest second = withResults(calling(from));
    simulator.script(LAST);
    Reply reply = ask(to, second);

    ask(from, second.toBuilder().message(reply.toMessage()).user("Thanks.").build());

    assertThat(sent()).contains("I look.", "It is sunny.", "Thanks.");
    assertThat(sent().contains(PROOF)).isEqualTo(from.signs());
  }

  @ParameterizedTest
  @EnumSource(Speaks.class)
  void callsAreAnsweredByTheirIdsOrInTheirOrder(Speaks to) {
    ask2(to);
    for (String id : List.of("call_a", "call_b")) {
      assertThat(count(sent(), id)).as(id).isIn(0, 2);
    }
    assertThat(sent().indexOf("Sunny for {\\\"city\\\":\\\"Rome"))
        .isLessThan(sent().indexOf("Sunny for {\\\"city\\\":\\\"Oslo"));
  }

  private void ask2(Speaks to) {
    ChatRequest second = withResults(calling(Speaks.CHAT_COMPLETIONS));
    simulator.script(LAST);
    ask(to, second);
  }

  /** By its documentation, Gemini takes calls of others that say that nobody has signed them. */
  @Test
  void callsFromElsewhereGoToGeminiWithItsWordForThem() {
    ask2(Speaks.GEMINI);
    assertThat(sent()).contains("skip_thought_signature_validator");
  }

  @ParameterizedTest
  @EnumSource(Speaks.class)
  void anAnswerThatWasCutGoesOnElsewhereWithoutTheCallThatItBrokeOffIn(Speaks to) {
    simulator.script(
        "role\ntext \"I look.\"\ntool 0 call_a weather\nargs 0 \"{\\\"ci\"\nfin\n---\n" + LAST);
    Reply cut =
        models.model(Speaks.ANTHROPIC.model()).with(Retry.upTo(0)).stream(question())
            .await()
            .reply();
    assertThat(cut.isComplete()).isFalse();

    ask(to, question().toBuilder().message(cut.toMessage()).user("Go on.").build());

    assertThat(sent()).contains("I look.", "Go on.").doesNotContain("call_a");
  }
}
