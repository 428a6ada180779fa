package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.StreamEvent.Cited;
import dev.sluice.chat.StreamEvent.Continued;
import dev.sluice.chat.StreamEvent.LogProbs;
import dev.sluice.chat.StreamEvent.MediaDelta;
import dev.sluice.chat.StreamEvent.NativeDelta;
import dev.sluice.chat.StreamEvent.Noted;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.PartNoted;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.Restarted;
import dev.sluice.chat.StreamEvent.Retrying;
import dev.sluice.chat.StreamEvent.RoundStarted;
import dev.sluice.chat.StreamEvent.Started;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import dev.sluice.chat.StreamEvent.UsageReported;
import dev.sluice.chat.StreamEvent.Warned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// Long because each kind of event is joined in every order that matters.
class ReplyBuilderTest {
  private static final Outcome DONE = new Outcome.Finished(FinishReason.STOP);
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final Part EMPTY = new Part.Text("");

  private final ReplyBuilder builder = new ReplyBuilder("test/one", 0, true);

  private Reply replyOf(StreamEvent... events) {
    add(events);
    return builder.end(DONE, 0).reply();
  }

  private Reply partialOf(StreamEvent... events) {
    add(events);
    return builder.end(CUT, 0).reply();
  }

  private void add(StreamEvent... events) {
    for (StreamEvent event : events) {
      builder.add(event, 0);
    }
  }

  @Test
  void partsStandInTheOrderOfTheirIndexesHoweverTheyGrow() {
    Reply reply =
        replyOf(
            new PartStarted(1, new Part.ToolCall("b", "two", "")),
            new PartStarted(0, new Part.ToolCall("a", "one", "")),
            new ToolCallDelta(1, "{"),
            new ToolCallDelta(0, "[]"),
            new ToolCallDelta(1, "}"));
    assertThat(reply.parts())
        .containsExactly(new Part.ToolCall("a", "one", "[]"), new Part.ToolCall("b", "two", "{}"));
  }

  @Test
  void readersGetTheWholePartWhereItEnds() {
    add(new PartStarted(0, EMPTY), new TextDelta(0, "Hel"), new TextDelta(0, "lo"));
    assertThat(builder.add(new PartEnded(0, EMPTY), 0))
        .isEqualTo(new PartEnded(0, new Part.Text("Hello")));
  }

  @Test
  void whatASourceSaysAtTheEndTakesThePlaceOfItsDeltas() {
    Part call = new Part.ToolCall("a", "one", "");
    add(new PartStarted(0, call), new ToolCallDelta(0, "{\"x\":"));
    Part corrected = new Part.ToolCall("a", "one", "{\"x\":1}");
    assertThat(builder.add(new PartEnded(0, corrected), 0)).isEqualTo(new PartEnded(0, corrected));
  }

  @Test
  void aCallIsWholeOnlyWhenItsProviderHasEndedIt() {
    Reply reply =
        partialOf(
            new PartStarted(0, new Part.ToolCall("a", "one", "")),
            new ToolCallDelta(0, "{}"),
            new PartEnded(0, new Part.ToolCall("a", "one", "")),
            new PartStarted(1, new Part.ToolCall("b", "two", "")),
            new ToolCallDelta(1, "{}"));
    assertThat(reply.toolCalls().get(0).isWhole()).isTrue();
    assertThat(reply.toolCalls().get(1).isWhole()).isFalse();
    assertThat(reply.isComplete()).isFalse();
  }

  /** A model runs out of tokens in the middle of the arguments. */
  @Test
  void aCallThatTheTokenLimitCutOffIsNotWholeAlthoughTheAnswerCompleted() {
    add(
        new PartStarted(0, new Part.ToolCall("a", "one", "")),
        new PartEnded(0, new Part.ToolCall("a", "one", "{}")),
        new PartStarted(1, new Part.ToolCall("b", "two", "")),
        new ToolCallDelta(1, "{\"wh"));
    Reply reply = builder.end(new Outcome.Finished(FinishReason.LENGTH), 0).reply();
    assertThat(reply.isComplete()).isTrue();
    assertThat(reply.toolCalls()).extracting(Part::isWhole).containsExactly(true, false);
    assertThat(reply.toMessage().parts()).hasSize(1);
  }

  /** A reader that comes into the middle of a stream has missed the parts' starts. */
  @Test
  void whatIsToldOfAPartBeforeAnythingOfItDoesNotSayItsKind() {
    ProviderData signed = ProviderData.of("gemini", "signature", "\"c2ln\"");
    Reply reply =
        replyOf(
            new PartNoted(0, signed),
            new ReasoningDelta(0, "hm"),
            new LogProbs(1, List.of()),
            new ToolCallDelta(1, "{}"),
            new PartNoted(2, signed),
            new PartEnded(2, new Part.Native("gemini", "code", "{}")),
            new PartNoted(3, signed));
    assertThat(reply.parts())
        .containsExactly(
            new Part.Reasoning("hm").withData(signed),
            new Part.ToolCall("", "", "{}"),
            new Part.Native("gemini", "code", "{}").withData(signed),
            EMPTY.withData(signed));
  }

  @Test
  void whatHasSaidSomethingDoesNotTurnIntoAnotherKind() {
    add(new LogProbs(0, List.of()), new TextDelta(0, "Hi"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(new ReasoningDelta(0, "hm"), 0));
  }

  @Test
  void dataOfAPartMayComeAtItsStartInItsMiddleAndAtItsEndAndTheLastCounts() {
    ProviderData id = ProviderData.of("openai", "id", "\"rs_1\"");
    ProviderData phase = ProviderData.of("openai", "phase", "\"a\"");
    ProviderData later = ProviderData.of("openai", "phase", "\"b\"");
    Reply reply =
        replyOf(
            new PartStarted(0, EMPTY.withData(id)),
            new TextDelta(0, "Hi"),
            new PartNoted(0, phase),
            new PartEnded(0, EMPTY.withData(ProviderData.of("openai", "status", "1"))),
            new PartNoted(0, later));
    assertThat(reply.parts().getFirst().data("openai").orElseThrow().fields())
        .containsEntry("id", "\"rs_1\"")
        .containsEntry("phase", "\"b\"")
        .containsEntry("status", "1");
    assertThat(reply.parts().getFirst().data("anthropic")).isEmpty();
    assertThat(reply.parts().getFirst().isWhole()).isTrue();
  }

  @Test
  void aSignatureAloneMakesAPart() {
    Part signed = EMPTY.withData(ProviderData.of("gemini", "thought_signature", "\"x\""));
    assertThat(replyOf(new PartStarted(0, signed), new PartEnded(0, signed)).parts())
        .containsExactly(signed);
  }

  @Test
  void textIsTheAnswerWithoutCommentary() {
    Part commentary = new Part.Text("").asCommentary();
    Reply reply =
        replyOf(
            new PartStarted(0, commentary),
            new TextDelta(0, "I look it up."),
            new PartEnded(0, commentary),
            new PartStarted(1, EMPTY),
            new TextDelta(1, "It "),
            new PartStarted(2, EMPTY),
            new TextDelta(2, "rains."));
    assertThat(reply.text()).isEqualTo("It rains.");
    assertThat(reply.parts()).hasSize(3);
  }

  @Test
  void aRefusalIsSeenByWhoeverReadsTheText() {
    Reply reply = replyOf(new StreamEvent.RefusalDelta(0, "I won't."));
    assertThat(reply.text()).isEqualTo("I won't.");
    assertThat(reply.refusal()).isEqualTo("I won't.");
  }

  @Test
  void citationsStandWithTheirText() {
    Citation source = Citation.builder().url("https://example.org").place(0, 2).build();
    Reply reply = replyOf(new TextDelta(0, "Hi"), new Cited(0, source));
    assertThat(reply.citations()).containsExactly(source);
    assertThat(reply.parts()).containsExactly(new Part.Text("Hi").cited(List.of(source)));
  }

  @Test
  void aBetterPreviewTakesThePlaceOfTheOneBefore() {
    Part image = new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline(""));
    Reply reply =
        replyOf(
            new PartStarted(0, image),
            new MediaDelta(0, "AAAA", true),
            new MediaDelta(0, "BBBBBBBB", true),
            new PartEnded(0, image));
    assertThat(((Part.Media) reply.parts().getFirst()).source())
        .isEqualTo(new Part.Media.Inline("BBBBBBBB"));
  }

  @Test
  void mediaHaveABoundOfTheirOwn() {
    String piece = "A".repeat(1024 * 1024);
    for (int i = 0; i < 64; i++) {
      builder.add(new MediaDelta(0, piece, false), 0);
    }
    assertThat(builder.excess()).isNull();
    builder.add(new MediaDelta(0, piece, false), 0);
    assertThat(builder.excess()).isNotNull();
    assertThat(String.valueOf(builder.excess())).contains("media");
  }

  @Test
  void previewsThatReplaceEachOtherAreCountedOnce() {
    String piece = "A".repeat(1024 * 1024);
    for (int i = 0; i < 100; i++) {
      builder.add(new MediaDelta(0, piece, true), 0);
    }
    assertThat(builder.excess()).isNull();
  }

  @Test
  void whatIsToldBesideTheAnswerIsBoundedToo() {
    ProviderData much = ProviderData.of("p", "f", "\"" + "x".repeat(1024 * 1024) + "\"");
    for (int i = 0; i < 17; i++) {
      builder.add(new PartNoted(i, much), 0);
    }
    assertThat(builder.excess()).isNotNull();
  }

  @Test
  void aPartOfTheProvidersOwnIsKeptAsItCame() {
    Part compaction = new Part.Native("anthropic", "compaction", "");
    Reply reply = replyOf(new PartStarted(0, compaction), new NativeDelta(0, "{\"a\" :1}"));
    assertThat(reply.parts())
        .containsExactly(new Part.Native("anthropic", "compaction", "{\"a\" :1}"));
  }

  @Test
  void aNewAnswerForgetsThePartsOfTheOneBefore() {
    Reply reply =
        replyOf(
            new TextDelta(0, "old"),
            new Restarted(2, "test/two", CUT, Usage.unknown()),
            new ReasoningDelta(0, "new"),
            new TextDelta(1, "er"));
    assertThat(reply.parts()).containsExactly(new Part.Reasoning("new"), new Part.Text("er"));
    assertThat(reply.askedModel()).isEqualTo("test/two");
    assertThat(reply.earlier()).hasSize(1);
  }

  @Test
  void aNewAnswerForgetsWhatWasToldBesideTheOneBefore() {
    for (StreamEvent next :
        List.of(
            new Restarted(2, "test/two", CUT, Usage.unknown()),
            new Retrying(2, "test/two", CUT, Duration.ZERO, Usage.unknown()))) {
      ReplyBuilder of = new ReplyBuilder("test/one", 0, true);
      for (StreamEvent event :
          List.of(
              new Started("1", "one", "req-1"),
              new Noted(ProviderData.of("test", "tier", "\"old\"").with("container", "\"c\"")),
              new Warned("left out"),
              new Warned("an image could not be made"),
              next,
              new Started("2", "two", "req-2"),
              new Noted(ProviderData.of("test", "tier", "\"new\"")),
              new Warned("left out"))) {
        of.add(event, 0);
      }
      Reply reply = of.end(new Outcome.Finished(FinishReason.STOP), 0).reply();
      assertThat(reply.data()).containsExactly(ProviderData.of("test", "tier", "\"new\""));
      assertThat(reply.warnings()).containsExactly("left out");
      assertThat(reply.started().requestId()).isEqualTo("req-2");
    }
  }

  @Test
  void ofAnAttemptThatWasVoidAndTheLastNothingIsToldOfTheAnswer() {
    Reply reply =
        partialOf(
            new Started("1", "one", "req-1"),
            new Noted(ProviderData.of("test", "tier", "1")),
            new Warned("left out"),
            new Retrying(2, "test/two", CUT, Duration.ZERO, Usage.unknown()));
    assertThat(reply.data()).isEmpty();
    assertThat(reply.warnings()).isEmpty();
    assertThat(reply.started().requestId()).isEmpty();
  }

  @Test
  void whatWasToldBesideAnAnswerStandsWithItWhereAnotherAttemptGoesOn() {
    Reply reply =
        replyOf(
            new Started("1", "one", "req-1"),
            new Noted(ProviderData.of("test", "tier", "1").with("container", "\"c\"")),
            new Warned("left out"),
            new Warned("no seed"),
            new TextDelta(0, "One two"),
            new Continued(2, "test/two", 0, 4, CUT, Usage.unknown()),
            new Warned("left out"),
            new Noted(ProviderData.of("test", "tier", "2")),
            new Noted(ProviderData.of("other", "tier", "3")),
            new TextDelta(0, "two"));
    assertThat(reply.data())
        .containsExactly(
            ProviderData.of("test", "tier", "2").with("container", "\"c\""),
            ProviderData.of("other", "tier", "3"));
    assertThat(reply.warnings()).containsExactly("left out", "no seed");
    assertThat(reply.started().requestId()).isEqualTo("req-1");
  }

  @Test
  void anAttemptThatFailsWithinARoundTakesNothingOfTheRoundsBefore() {
    Reply reply =
        replyOf(
            new Warned("first"),
            new PartStarted(0, new Part.ToolCall("a", "f", "{}")),
            new RoundStarted(2, "test/two"),
            new Warned("void"),
            new Retrying(2, "test/two", CUT, Duration.ZERO, Usage.unknown()),
            new Warned("last"));
    assertThat(reply.warnings()).containsExactly("first", "last");
  }

  @Test
  void aContinuationGoesOnInThePartThatBrokeOff() {
    Reply reply =
        replyOf(
            new PartStarted(0, new Part.Reasoning("")),
            new ReasoningDelta(0, "hm"),
            new PartEnded(0, new Part.Reasoning("")),
            new PartStarted(1, EMPTY),
            new TextDelta(1, "One two thr"),
            new PartStarted(2, new Part.ToolCall("a", "f", "")),
            new Continued(2, "test/one", 1, 8, CUT, Usage.unknown()),
            new TextDelta(1, "three"));
    assertThat(reply.parts())
        .containsExactly(new Part.Reasoning("hm"), new Part.Text("One two three"));
  }

  @Test
  void aCutPartIsNotWholeAnyMore() {
    Reply reply =
        partialOf(
            new TextDelta(0, "One two"),
            new PartEnded(0, EMPTY),
            new Continued(2, "test/one", 0, 4, CUT, Usage.unknown()));
    assertThat(reply.parts()).containsExactly(new Part.Text("One ").unfinished());
  }

  @Test
  void whatOneProviderHasSignedIsNoProofToAnotherThatGoesOn() {
    add(
        new PartEnded(0, new Part.Reasoning("hm", "proof").enciphered("x")),
        new TextDelta(1, "One two"));
    Reply reply = replyOf(new Continued(3, "other/one", 1, 4, CUT, Usage.unknown()));
    assertThat(reply.toMessage().provider()).isEqualTo("other");
    assertThat(reply.parts()).containsExactly(new Part.Reasoning("hm"), new Part.Text("One "));
  }

  @Test
  void whatAProviderHasSignedStaysSoForAnotherOfItsModels() {
    Part.Reasoning signed = new Part.Reasoning("hm", "proof").enciphered("x");
    Reply reply =
        replyOf(
            new PartEnded(0, signed),
            new TextDelta(1, "One two"),
            new Continued(2, "test/two", 1, 4, CUT, Usage.unknown()));
    assertThat(reply.parts()).containsExactly(signed, new Part.Text("One "));
  }

  @Test
  void roundsDoNotMixTheirCalls() {
    Reply reply =
        replyOf(
            new PartStarted(0, new Part.ToolCall("a", "f", "{}")),
            new PartStarted(1, new Part.ToolResult("a", "f", List.of(Part.text("1")))),
            new RoundStarted(2, "test/two"),
            new PartStarted(2, new Part.ToolCall("a", "f", "[]")),
            new UsageReported(Usage.of(10, 20)));
    assertThat(reply.rounds()).containsExactly(new Reply.Round(2, "test/one"));
    assertThat(reply.askedModel()).isEqualTo("test/two");
    assertThat(reply.toolCalls()).extracting(Part.ToolCall::arguments).containsExactly("{}", "[]");
    assertThat(reply.toMessages()).hasSize(3);
  }

  @Test
  void dataOfTheReplyIsKeptByProvider() {
    Reply reply =
        replyOf(
            new Noted(ProviderData.of("openai", "service_tier", "\"auto\"")),
            new Noted(ProviderData.of("openai", "service_tier", "\"flex\"")));
    assertThat(reply.data("openai").orElseThrow().field("service_tier")).contains("\"flex\"");
  }

  @Test
  void aDeltaThatItsPartDoesNotGrowByIsADefectOfTheSource() {
    add(new TextDelta(0, "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(new ReasoningDelta(0, "b")))
        .withMessage("the part 0 is a Text: a ReasoningDelta is no piece of it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(new PartStarted(0, EMPTY)))
        .withMessageContaining("the part 0");
  }

  /** What a log needs: the same events at the same times give the same reply. */
  @Test
  void timesAreThoseOfTheEvents() {
    builder.add(new PartStarted(0, EMPTY), 10);
    builder.add(new TextDelta(0, "a"), 30);
    builder.add(new TextDelta(0, "b"), 50);
    builder.add(new PartEnded(0, EMPTY), 70);
    assertThat(builder.end(DONE, 90).reply().timings())
        .isEqualTo(
            Timings.of(Duration.ofNanos(90)).tokens(Duration.ofNanos(30), Duration.ofNanos(50)));
  }

  @Test
  void aCallThatATokenLimitCutOffIsNotWholeThoughItsStreamCompleted() {
    Outcome cutOff = new Outcome.Finished(FinishReason.LENGTH);
    add(
        new PartStarted(0, new Part.ToolCall("a", "one", "")),
        new ToolCallDelta(0, "{}"),
        new PartEnded(0, new Part.ToolCall("a", "one", "")),
        new PartStarted(1, new Part.ToolCall("b", "two", "")),
        new ToolCallDelta(1, "{}"));
    Reply reply = builder.end(cutOff, 0).reply();
    assertThat(reply.toolCalls()).extracting(Part::isWhole).containsExactly(true, false);
    assertThat(reply.toMessage().parts()).containsExactly(new Part.ToolCall("a", "one", "{}"));
  }

  @Test
  void aRoundMayBeginWhereEveryPartIsVoid() {
    Reply reply =
        replyOf(
            new TextDelta(1, "void"),
            new Continued(2, "m", 0, 0, CUT, Usage.unknown()),
            new RoundStarted(2, "test/two"),
            new TextDelta(0, "more"));
    assertThat(reply.text()).isEqualTo("more");
    assertThat(reply.rounds()).containsExactly(new Reply.Round(0, "m"));
  }

  /** Each end holds the whole part, and may wait for its reader: so each counts. */
  @Test
  void aPartThatEndsAgainAndAgainOutgrowsTheReply() {
    Part.ToolCall begun = new Part.ToolCall("a", "one", "");
    add(new PartStarted(0, begun), new ToolCallDelta(0, "x".repeat(1024 * 1024)));
    add(new PartEnded(0, begun));
    assertThat(builder.excess()).isNull();
    for (int i = 0; i < 16; i++) {
      add(new ToolCallDelta(0, "x"), new PartEnded(0, begun));
    }
    assertThat(builder.excess()).isNotNull();
  }

  /** With a copy of all before for each that came, this took minutes. */
  @Test
  @Timeout(30)
  void whatIsToldOfAPartThatHasEndedTakesNoLongerWithMuchThatWas() {
    add(new TextDelta(0, "a"), new PartEnded(0, EMPTY));
    Citation citation = Citation.builder().url("u").build();
    for (int i = 0; i < 100_000; i++) {
      ProviderData data = ProviderData.of("p", "f" + i, "1");
      add(new Cited(0, citation), new PartNoted(0, data), new Noted(data));
    }
    Reply reply = builder.end(DONE, 0).reply();
    assertThat(reply.citations()).hasSize(100_000);
    assertThat(reply.parts().getFirst().data().orElseThrow().fields()).hasSize(100_000);
    assertThat(reply.data("p").orElseThrow().fields()).hasSize(100_000);
    assertThat(reply.parts().getFirst().isWhole()).isTrue();
  }
}
