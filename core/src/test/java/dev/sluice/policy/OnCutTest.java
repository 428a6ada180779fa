package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.Continued;
import dev.sluice.chat.StreamEvent.Restarted;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Parts;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an answer that breaks after its first token. */
class OnCutTest {
  private final FakeClock clock = new FakeClock();
  private HandSource source = HandSource.create();

  private Asked ask(OnCut policy) {
    return ask(policy, ChatRequest.of("Count."));
  }

  private Asked ask(OnCut policy, ChatRequest request) {
    return Asked.of(Asked.with(policy.by(clock), source), request);
  }

  private OptionalInt asksForTokens(HandSource.Attempt attempt) {
    return attempt.request().sampling().maxTokens();
  }

  private HandSource.Attempt next() {
    int before = source.opened();
    clock.advance();
    assertThat(source.opened()).as("attempts opened").isEqualTo(before + 1);
    return source.last();
  }

  @Test
  void fewerFurtherAttemptsThanNoneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnCut.resume().upTo(-1))
        .withMessage("the number of further attempts cannot be negative: -1");
  }

  @Test
  void byDefaultTheStreamEndsWithThePartial() {
    Asked asked = ask(OnCut.fail());
    source.last().text("One ").cut();
    assertThat(asked.end()).isEqualTo(HandSource.CUT);
    assertThat(asked.text()).isEqualTo("One ");
  }

  @Test
  void restartTellsReadersToClearAndAsksTheSameAgain() {
    Asked asked = ask(OnCut.restart());
    source.last().text("One ", "two").cut();
    assertThat(asked.heard().events().getLast())
        .isInstanceOfSatisfying(
            Restarted.class,
            restarted -> {
              assertThat(restarted.attempt()).isEqualTo(2);
              assertThat(restarted.model()).isEqualTo("hand/one");
              assertThat(restarted.cause()).isEqualTo(HandSource.CUT);
            });
    next().text("Eins ", "zwei").finish();
    assertThat(asked.text()).isEqualTo("Eins zwei");
    assertThat(source.attempt(2).request()).isEqualTo(ChatRequest.of("Count."));
  }

  @Test
  void aRestartLeavesRepetitionsAlone() {
    Asked asked = ask(OnCut.restart());
    source.last().text("One two").cut();
    next().text("One two three").finish();
    assertThat(asked.text()).isEqualTo("One two three");
  }

  @Test
  void resumeByPrefillGivesTheModelItsOwnWords() {
    source = HandSource.thatPrefills();
    Asked asked = ask(OnCut.resume());
    source.last().text("One ", "two ").cut();
    assertThat(next().request().messages())
        .containsExactly(Message.user("Count."), Message.assistant("One two"));
    source.last().text(" three").finish();
    assertThat(asked.text()).isEqualTo("One two three");
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
  }

  @Test
  void resumeInWordsAsksForTheRest() {
    Asked asked = ask(OnCut.resume());
    source.last().text("One two ").cut();
    assertThat(next().request().messages()).hasSize(3);
    assertThat(source.last().request().messages().getLast())
        .isInstanceOfSatisfying(
            Message.User.class,
            user -> assertThat(user.toString()).contains("interrupted").contains("One two "));
    source.last().text("One two three").finish();
    assertThat(asked.text()).isEqualTo("One two three");
  }

  @Test
  void theSeamIsAnEventThatNamesPositionCauseAndWhoContinues() {
    Asked asked = ask(OnCut.resume());
    source.last().usage(7, 2).text("One ").end(HandSource.TRUNCATED);
    next();
    assertThat(asked.heard().events(Continued.class))
        .containsExactly(
            new Continued(
                2,
                "hand/one",
                0,
                4,
                HandSource.TRUNCATED,
                Usage.of(7, 3).toBuilder().estimated(true).build()));
  }

  @Test
  void halfACharacterIsTakenBack() {
    Asked asked = ask(OnCut.resume());
    source.last().text("a\uD83D").cut();
    assertThat(asked.heard().events(Continued.class).getFirst().position()).isEqualTo(1);
    assertThat(next().request().messages()).contains(Message.assistant("a"));
    source.last().text("😀b").finish();
    assertThat(asked.text()).isEqualTo("a😀b");
  }

  /** What a reader of text shows piece by piece: it cannot take half a character back. */
  private static void assertNoneIsSplit(Asked asked) {
    assertThat(asked.heard().events(StreamEvent.TextDelta.class))
        .isNotEmpty()
        .allSatisfy(
            delta -> {
              String text = delta.text();
              assertThat(text).isNotEmpty();
              assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1))).isFalse();
              assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
            });
  }

  @Test
  void readersGetNoHalfOfACharacterThatIsCutOrSplit() {
    Asked asked = ask(OnCut.resume());
    source.last().text("a\uD83D", "\uDE00b\uD83D").cut();
    assertNoneIsSplit(asked);
    next().text("\uD83D", "\uDE00", "c", "\uD83D").cut();
    assertNoneIsSplit(asked);
    next().text("\uD83D\uDE00", "d").finish();
    assertNoneIsSplit(asked);
    assertThat(asked.text()).isEqualTo("a😀b😀c😀d");
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::position)
        .containsExactly(4, 7);
  }

  @Test
  void aRepetitionThatComesInHalvesIsLeftOut() {
    Asked asked = ask(OnCut.resume());
    source.last().text("one two 😀").cut();
    next().text("two \uD83D", "\uDE00\uD83D", "\uDE01").finish();
    assertNoneIsSplit(asked);
    assertThat(asked.text()).isEqualTo("one two 😀😁");
  }

  @Test
  void halfACharacterThatNothingFollowsIsNotShown() {
    Asked asked = ask(OnCut.resume().upTo(0));
    source.last().text("a\uD83D").cut();
    assertNoneIsSplit(asked);
    assertThat(asked.text()).isEqualTo("a");
  }

  @Test
  void halfACharacterAloneIsNoAnswerThatHasBegun() {
    Asked asked = ask(OnCut.resume());
    source.last().text("\uD83D").cut();
    assertThat(asked.end()).as("it is for Retry to ask again").isEqualTo(HandSource.CUT);
    assertThat(source.opened()).isEqualTo(1);
  }

  @Test
  void anAnswerThatBrokeInAToolCallGoesBackToItsText() {
    Asked asked = ask(OnCut.resume());
    source.last().text("Let me see.").toolCall("weather", "{\"ci").cut();
    assertThat(asked.heard().events().getLast())
        .isInstanceOfSatisfying(Continued.class, seam -> assertThat(seam.position()).isEqualTo(11));
    assertThat(next().request().messages()).contains(Message.assistant("Let me see."));
    assertThat(source.last().request().toString()).doesNotContain("{\"ci");
  }

  @Test
  void aToolCallWithoutTextBeforeBeginsAnew() {
    Asked asked = ask(OnCut.resume());
    source.last().toolCall("weather", "{\"ci").cut();
    assertThat(asked.heard().events().getLast()).isInstanceOf(Restarted.class);
    assertThat(next().request()).isEqualTo(ChatRequest.of("Count."));
  }

  @Test
  void reasoningAloneBeginsAnew() {
    Asked asked = ask(OnCut.resume());
    source.last().reasoning("Well, ").cut();
    assertThat(asked.heard().events().getLast()).isInstanceOf(Restarted.class);
    next().reasoning("Well.").text("One").finish();
    assertThat(asked.text()).isEqualTo("One");
  }

  @Test
  void aContinuationThatThinksFirstIsStillJoined() {
    Asked asked = ask(OnCut.resume());
    source.last().text("One two thr").cut();
    next().reasoning("I go on with three.").text("thr", "ee four").finish();
    assertThat(asked.text()).isEqualTo("One two three four");
  }

  @Test
  void textThatIsHeldBackComesBeforeAToolCall() {
    Asked asked = ask(OnCut.resume());
    source.last().text("One two").cut();
    next().text("tw").toolCall("weather", "{}").finish();
    assertThat(asked.heard().events())
        .containsSubsequence(
            new StreamEvent.TextDelta(0, "tw"),
            new StreamEvent.PartStarted(1, new Part.ToolCall("call", "weather", "")));
  }

  @Test
  void behindATextThatHadEndedTheContinuationIsAPartOfItsOwn() {
    Asked asked = ask(OnCut.resume());
    source.last().reasoning("hm").text("One ").toolCall("weather", "{").cut();
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::part, Continued::position)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1, 4));
    next().text("two").toolCall("weather", "{}").text("three").finish();
    Parts.assertInOrder(asked.heard().events());
    assertThat(asked.heard().events(StreamEvent.TextDelta.class))
        .containsExactly(
            new StreamEvent.TextDelta(1, "One "),
            new StreamEvent.TextDelta(2, "two"),
            new StreamEvent.TextDelta(4, "three"));
    assertThat(asked.heard().events(StreamEvent.ToolCallDelta.class))
        .as("the first is void")
        .containsExactly(
            new StreamEvent.ToolCallDelta(2, "{"), new StreamEvent.ToolCallDelta(3, "{}"));
  }

  @Test
  void aTextThatBrokeOffGoesOnInItsPartAndOtherPartsFollowBehind() {
    Asked asked = ask(OnCut.resume());
    source.last().reasoning("hm").text("One ").cut();
    next().text("two").toolCall("weather", "{}").text("three").finish();
    Parts.assertInOrder(asked.heard().events());
    assertThat(asked.heard().events(StreamEvent.TextDelta.class))
        .containsExactly(
            new StreamEvent.TextDelta(1, "One "),
            new StreamEvent.TextDelta(1, "two"),
            new StreamEvent.TextDelta(3, "three"));
    assertThat(asked.heard().events(StreamEvent.ToolCallDelta.class))
        .containsExactly(new StreamEvent.ToolCallDelta(2, "{}"));
  }

  @Test
  void aContinuationThatBeginsWithThoughtsHasItsTextBehindThem() {
    Asked asked = ask(OnCut.resume());
    source.last().text("One ").cut();
    next().reasoning("I go on.").text("two").finish();
    Parts.assertInOrder(asked.heard().events());
    assertThat(asked.heard().events(StreamEvent.ReasoningDelta.class))
        .containsExactly(new StreamEvent.ReasoningDelta(1, "I go on."));
    assertThat(asked.heard().events(StreamEvent.TextDelta.class))
        .containsExactly(new StreamEvent.TextDelta(0, "One "), new StreamEvent.TextDelta(2, "two"));
  }

  @Test
  void aRepetitionThatIsCutAgainLeavesNoTrace() {
    Asked asked = ask(OnCut.resume());
    source.last().text("the quick brown fox").cut();
    next().text("the qui").cut();
    assertThat(next().request().messages()).contains(Message.assistant("the quick brown fox"));
    source.last().text(" jumps").finish();
    assertThat(asked.text()).isEqualTo("the quick brown fox jumps");
  }

  @Test
  void textThatIsHeldBackAtTheEndIsShown() {
    Asked asked = ask(OnCut.resume().upTo(1));
    source.last().text("A, the quick").cut();
    next().text("the").finish();
    assertThat(asked.text()).isEqualTo("A, the quickthe");
  }

  @Test
  void eachCutGoesOnFromAllThatStands() {
    Asked asked = ask(OnCut.resume());
    source.last().text("One ").cut();
    next().text("two ").cut();
    next().text("three ").cut();
    assertThat(next().request().messages()).contains(Message.assistant("One two three "));
    source.last().text("four").finish();
    assertThat(asked.text()).isEqualTo("One two three four");
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::attempt)
        .containsExactly(2, 3, 4);
  }

  @Test
  void afterItsAttemptsTheStreamEndsWithThePartial() {
    Asked asked = ask(OnCut.resume().upTo(1));
    source.last().text("One ").cut();
    next().text("two ").end(HandSource.TRUNCATED);
    assertThat(asked.end()).isEqualTo(HandSource.TRUNCATED);
    assertThat(asked.text()).isEqualTo("One two ");
  }

  @Test
  void beforeTheFirstTokenItIsNoneOfItsBusiness() {
    Asked asked = ask(OnCut.resume());
    source.last().started().cut();
    assertThat(asked.end()).isEqualTo(HandSource.CUT);
  }

  @Test
  void aContinuationThatFailsBeforeItsFirstTokenCountsAsOne() {
    Asked asked = ask(OnCut.resume().upTo(2));
    source.last().text("One ").cut();
    next().refuse(500);
    next().text("two").finish();
    assertThat(asked.text()).isEqualTo("One two");
  }

  @Test
  void whatNoAttemptMendsEndsTheStream() {
    Asked asked = ask(OnCut.restart());
    source.last().text("One").end(new Cause.Failed(new Failure.Malformed("no JSON", "")));
    assertThat(asked.isOver()).isTrue();
    assertThat(asked.text()).isEqualTo("One");
  }

  @Test
  void aStallIsACutToo() {
    Asked asked = ask(OnCut.resume());
    source
        .last()
        .text("One ")
        .end(
            new Cause.TimedOut(
                new Failure.Timeout(Failure.Timeout.Phase.IDLE, Duration.ofSeconds(1))));
    next().text("two").finish();
    assertThat(asked.text()).isEqualTo("One two");
  }

  @Test
  void usageIsTheSumAndWhatNobodyCountedIsEstimated() {
    Asked asked = ask(OnCut.restart());
    source.last().text("12345678").cut();
    next().text("12345678").usage(5, 3).finish();
    assertThat(asked.heard().events(Restarted.class).getFirst().used().outputTokens()).hasValue(2);
    Usage sum = asked.heard().events(StreamEvent.UsageReported.class).getLast().usage();
    assertThat(sum.inputTokens()).hasValue(5);
    assertThat(sum.outputTokens()).hasValue(5);
    assertThat(sum.estimated()).isTrue();
  }

  @Test
  void aLastAttemptThatIsNotCountedIsEstimatedOnTopOfTheOthers() {
    Asked asked = ask(OnCut.restart());
    source.last().usage(5, 0).text("a").usage(5, 1).text("b").usage(5, 2).cut();
    next().text("12345678").finish();
    Usage sum = asked.heard().events(StreamEvent.UsageReported.class).getLast().usage();
    assertThat(sum.outputTokens()).hasValue(4);
    assertThat(sum.estimated()).isTrue();
  }

  @Test
  void aContinuationAsksForTheTokensThatAreLeft() {
    Asked asked = ask(OnCut.resume(), ChatRequest.builder().user("Count.").maxTokens(20).build());
    source.last().text("12345678").cut();
    assertThat(asksForTokens(next())).hasValue(20 - 2);
    source.last().text("1234 ").usage(9, 5).cut();
    assertThat(asksForTokens(next())).hasValue(20 - 2 - 5);
    source.last().usage(9, 100).text("6").cut();
    assertThat(asksForTokens(next())).hasValue(1);
    source.last().finish();
    assertThat(asked.isOver()).isTrue();
  }

  @Test
  void anAnswerThatBeginsAnewAsksForAllTokensAgain() {
    Asked asked = ask(OnCut.restart(), ChatRequest.builder().user("Count.").maxTokens(20).build());
    source.last().text("12345678").cut();
    assertThat(asksForTokens(next())).hasValue(20);
    source.last().finish();
    assertThat(asked.isOver()).isTrue();
  }

  /** A source of a user's, or a policy of his, may say anything of where a text goes on. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 4, 1000, Integer.MAX_VALUE})
  void aPositionOutsideOfTheTextIsItsBeginningOrItsEnd(int position) {
    Asked asked = ask(OnCut.resume());
    HandSource.Attempt first = source.last().text("One ");
    first.push(new Continued(2, "hand/two", 0, position, HandSource.CUT, Usage.unknown()));
    String stands = position < 0 ? "" : "One ";
    assertThat(asked.heard().events(Continued.class).getLast().position())
        .isEqualTo(stands.length());
    first.text("two ").cut();
    next();
    assertThat(asked.heard().events(Continued.class).getLast().position())
        .isEqualTo(stands.length() + "two ".length());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 3, Integer.MAX_VALUE})
  void commentaryIsNoTextHoweverItsPartIsNumbered(int part) {
    Asked asked = ask(OnCut.resume());
    source
        .last()
        .push(new StreamEvent.PartStarted(part, new Part.Text("").asCommentary()))
        .push(new StreamEvent.TextDelta(part, "hm"))
        .cut();
    assertThat(asked.heard().events().getLast()).isInstanceOf(Restarted.class);
  }
}
