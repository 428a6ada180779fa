package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a reply goes back in the next turn: whole if it completed, else what is taken back. */
class SentBackTest {
  private static final ProviderData SIGNED = ProviderData.of("gemini", "signature", "\"c2ln\"");
  private static final Part TEXT = new Part.Text("Hello.");
  private static final Part CUT_TEXT = new Part.Text("Hel").unfinished();
  private static final Part THOUGHT = new Part.Reasoning("Hm.", "proof");
  private static final Part CUT_THOUGHT = new Part.Reasoning("H").unfinished();
  private static final Part.ToolCall CALL = new Part.ToolCall("c-1", "weather", "{}");
  private static final Part CUT_CALL = new Part.ToolCall("c-2", "weather", "{}").unfinished();
  private static final Part SEARCH = new Part.ToolCall("s-1", "search", "{}").runByProvider();
  private static final Part FOUND =
      new Part.ToolResult("s-1", "search", List.of(new Part.Native("anthropic", "hit", "{}")))
          .runByProvider();
  private static final Part SIGNATURE_ALONE = new Part.Text("").withData(SIGNED);
  private static final Part COMPACTION = new Part.Native("anthropic", "compaction", "{}");
  private static final Part IMAGE = Part.image("image/png", new byte[] {1, 2, 3});
  private static final Part PREVIEW = Part.image("image/png", new byte[] {1}).unfinished();
  private static final Part APPROVAL = new Part.ApprovalRequest("a-1", CALL);

  /** Of an incomplete reply: what it held, and what of that goes back. */
  static Stream<Arguments> incomplete() {
    return Stream.of(
        row("a text that was cut", List.of(CUT_TEXT), List.of(CUT_TEXT)),
        row("nothing", List.of(), List.of()),
        row("an empty text", List.of(new Part.Text("")), List.of()),
        row(
            "an empty text that is signed",
            List.of(TEXT, SIGNATURE_ALONE),
            List.of(TEXT, SIGNATURE_ALONE)),
        row("reasoning that was cut", List.of(CUT_THOUGHT), List.of()),
        row("reasoning that nothing follows", List.of(TEXT, THOUGHT), List.of(TEXT)),
        row(
            "reasoning and the text after it",
            List.of(THOUGHT, CUT_TEXT),
            List.of(THOUGHT, CUT_TEXT)),
        row(
            "reasoning before a call that was cut",
            List.of(TEXT, THOUGHT, CUT_CALL),
            List.of(TEXT)),
        row(
            "two thoughts in a row",
            List.of(THOUGHT, THOUGHT, TEXT),
            List.of(THOUGHT, THOUGHT, TEXT)),
        row("a call, and one that was cut", List.of(CALL, CUT_CALL), List.of(CALL)),
        row("a call whose arguments only look whole", List.of(TEXT, CUT_CALL), List.of(TEXT)),
        row("a search without its result", List.of(TEXT, SEARCH), List.of(TEXT)),
        row(
            "a search with its result",
            List.of(SEARCH, FOUND, CUT_TEXT),
            List.of(SEARCH, FOUND, CUT_TEXT)),
        row("a result without its call", List.of(FOUND, TEXT), List.of(TEXT)),
        row("reasoning before a search without its result", List.of(THOUGHT, SEARCH), List.of()),
        row(
            "what only its provider knows",
            List.of(COMPACTION, CUT_TEXT),
            List.of(COMPACTION, CUT_TEXT)),
        row("that, cut", List.of(TEXT, COMPACTION.unfinished()), List.of(TEXT)),
        row("an image, and a preview", List.of(IMAGE, PREVIEW), List.of(IMAGE)),
        row("a request of approval", List.of(APPROVAL), List.of(APPROVAL)),
        row(
            "a refusal that was cut",
            List.of(new Part.Refusal("No").unfinished()),
            List.of(new Part.Refusal("No").unfinished())));
  }

  private static Arguments row(String what, List<Part> came, List<Part> goesBack) {
    return Arguments.of(what, came, goesBack);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("incomplete")
  void ofAnIncompleteReplyWhatItsProviderTakesBack(String what, List<Part> came, List<Part> back) {
    assertThat(reply(came, false).toMessage().parts()).isEqualTo(back);
  }

  @Test
  void aCompleteReplyGoesBackExactlyAsItCame() {
    List<Part> all =
        List.of(THOUGHT, SEARCH, FOUND, TEXT, COMPACTION, SIGNATURE_ALONE, CALL, IMAGE, APPROVAL);
    assertThat(reply(all, true).toMessage())
        .isEqualTo(new Message.Assistant(all, "anthropic/claude"));
  }

  /** A provider that pauses has not run its tool yet: it does so when the message is sent back. */
  @Test
  void aCompleteReplyMayEndWithACallThatTheProviderStillRuns() {
    assertThat(reply(List.of(TEXT, SEARCH), true).toMessage().parts())
        .containsExactly(TEXT, SEARCH);
  }

  @Test
  void ofACompleteReplyACallThatTheTokenLimitCutOffStaysHere() {
    assertThat(reply(List.of(TEXT, CALL, CALL.unfinished()), true).toMessage().parts())
        .containsExactly(TEXT, CALL);
  }

  /** Reasoning that nothing follows, and a search without its result, are refused. */
  @ParameterizedTest
  @EnumSource(
      value = FinishReason.Kind.class,
      names = {"LENGTH", "CONTENT_FILTER", "REFUSAL", "ERROR"})
  void ofAReplyThatWasEndedAnywhereWhatItsProviderTakesBack(FinishReason.Kind kind) {
    Optional<FinishReason> reason = Optional.of(new FinishReason(kind, "cut"));
    Reply.Builder reply = Reply.builder().part(TEXT).part(SEARCH).part(THOUGHT);
    assertThat(reply.finishReason(reason).build().toMessage().parts()).containsExactly(TEXT);
  }

  @Test
  void aReplyOfWhichNothingCameIsNoMessageOfTheHistory() {
    assertThat(reply(List.of(), false).toMessages()).isEmpty();
    assertThat(reply(List.of(new Part.Text("").unfinished()), false).toMessages()).isEmpty();
  }

  @Test
  void theMessageRemembersWhoAnswered() {
    Message.Assistant message = reply(List.of(TEXT), true).toMessage();
    assertThat(message.model()).isEqualTo("anthropic/claude");
    assertThat(message.provider()).isEqualTo("anthropic");
  }

  @Test
  void eachRoundOfALoopOfToolsIsAMessageWithItsResultsBehindIt() {
    Part.ToolResult sunny = new Part.ToolResult("c-1", "weather", List.of(Part.text("sunny")));
    Reply reply =
        Reply.builder()
            .askedModel("anthropic/claude")
            .part(THOUGHT)
            .part(CALL)
            .part(sunny)
            .round("gemini/flash")
            .part(CUT_TEXT)
            .build();
    assertThat(reply.toMessages())
        .containsExactly(
            new Message.Assistant(List.of(THOUGHT, CALL), "gemini/flash"),
            new Message.ToolResult(sunny),
            new Message.Assistant(List.of(CUT_TEXT), "anthropic/claude"));
    assertThat(reply.toMessage().parts()).containsExactly(CUT_TEXT);
  }

  private static Reply reply(List<Part> parts, boolean complete) {
    Reply.Builder reply =
        Reply.builder()
            .askedModel("anthropic/claude")
            .finishReason(complete ? Optional.of(FinishReason.STOP) : Optional.empty());
    parts.forEach(reply::part);
    return reply.build();
  }

  /** With a search through all parts for each result, this took minutes. */
  @Test
  @Timeout(30)
  void callsThatTheProviderRanAreFoundAtOnceHoweverManyThereAre() {
    Reply.Builder reply = Reply.builder();
    for (int i = 0; i < 100_000; i++) {
      reply.part(new Part.ToolCall("c" + i, "n", "{}").runByProvider());
      reply.part(new Part.ToolResult("c" + i, "n", List.of()).runByProvider());
    }
    assertThat(reply.build().toMessage().parts()).hasSize(200_000);
  }
}
