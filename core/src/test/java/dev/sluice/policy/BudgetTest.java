package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.testing.HandSource;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Where a stream stops itself, and what it says of that. */
class BudgetTest {
  private final HandSource source = HandSource.create();

  private Asked ask(Budget budget) {
    return Asked.of(Asked.with(budget, source));
  }

  private void assertSpent(Asked asked, String limit, boolean estimated) {
    assertThat(asked.end())
        .isEqualTo(new Cause.OverBudget(new Failure.BudgetSpent(limit, estimated)));
    assertThat(source.last().isCancelled()).isTrue();
  }

  @Test
  void charactersAreExactAndNoEstimate() {
    Asked asked = ask(Budget.characters(7));
    source.last().text("One ", "two ", "three");
    assertThat(asked.text()).isEqualTo("One two");
    assertSpent(asked, "7 characters", false);
    assertThat(asked.cause().message()).isEqualTo("stopped at its budget of 7 characters");
  }

  @Test
  void theLastCharacterThatFitsStopsTheStream() {
    Asked asked = ask(Budget.characters(4));
    source.last().text("One ");
    assertSpent(asked, "4 characters", false);
  }

  @Test
  void anAnswerWithinItsBudgetIsWhole() {
    Asked asked = ask(Budget.characters(5));
    source.last().text("One ").finish();
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
  }

  @Test
  void aCharacterIsACodePoint() {
    Asked asked = ask(Budget.characters(2));
    source.last().text("😀", "😀😀");
    assertThat(asked.text()).isEqualTo("😀😀");
    assertSpent(asked, "2 characters", false);
  }

  @Test
  void aCharacterThatComesInHalvesIsOne() {
    Asked asked = ask(Budget.characters(2));
    source.last().text("a\uD83D");
    assertThat(asked.isOver()).isFalse();
    source.last().text("\uDE00b");
    assertThat(asked.text()).isEqualTo("a😀");
    assertSpent(asked, "2 characters", false);
  }

  @Test
  void halfACharacterThatStaysOneCounts() {
    Asked asked = ask(Budget.characters(2));
    source.last().text("a\uD83D", "bc");
    assertThat(asked.text()).isEqualTo("a\uFFFD");
    assertSpent(asked, "2 characters", false);
  }

  @Test
  void onlyTextHasCharacters() {
    Asked asked = ask(Budget.characters(2));
    source.last().reasoning("a long thought").toolCall("weather", "{}");
    assertThat(asked.isOver()).isFalse();
  }

  @Test
  void aRestartGivesTheCharactersBackButNotTheTokens() {
    Asked asked = ask(Budget.characters(5));
    StreamEvent restart = new StreamEvent.Restarted(2, "m", HandSource.CUT, Usage.unknown());
    source.last().text("One ").push(restart).text("Eins");
    assertThat(asked.isOver()).isFalse();
    source.last().text("!?");
    assertThat(asked.text()).isEqualTo("Eins!");

    Asked tokens = ask(Budget.tokens(2));
    source.last().text("1234").push(restart).text("1234");
    assertSpent(tokens, "2 tokens", true);
  }

  @Test
  void aSeamCountsTheTextThatStands() {
    Asked asked = ask(Budget.characters(4));
    source
        .last()
        .text("abc")
        .push(new StreamEvent.Continued(2, "m", 0, 2, HandSource.CUT, Usage.unknown()))
        .text("😀cd");
    assertThat(asked.text()).isEqualTo("ab😀c");
  }

  @Test
  void tokensThatNobodyCountsAreEstimatedAndTheEndingSaysSo() {
    Asked asked = ask(Budget.tokens(3));
    source.last().text("1234", "5678");
    assertThat(asked.isOver()).isFalse();
    source.last().text("9");
    assertThat(asked.text()).isEqualTo("123456789");
    assertSpent(asked, "3 tokens", true);
    assertThat(asked.cause().message()).isEqualTo("stopped at its budget of 3 tokens (estimated)");
  }

  @Test
  void reasoningRefusalsAndToolCallsCostTokensToo() {
    Asked asked = ask(Budget.tokens(4));
    source
        .last()
        .reasoning("1234")
        .push(new StreamEvent.RefusalDelta(0, "1234"))
        .toolCall("1234", "{");
    assertSpent(asked, "4 tokens", true);
  }

  @Test
  void aProviderThatCountsWhileItStreamsIsBelieved() {
    Asked asked = ask(Budget.tokens(4));
    source.last().text("a").usage(5, 1).text("b").usage(5, 2);
    for (int tokens = 3; tokens <= 4; tokens++) {
      source.last().text("a very long word indeed").usage(5, tokens);
    }
    assertThat(asked.isOver()).isFalse();
    source.last().text("more");
    assertSpent(asked, "4 tokens", false);
    assertThat(asked.text()).doesNotContain("more");
  }

  @Test
  void aProviderThatCountsOneTokenAtTheBeginningIsNotTakenForOneThatCounts() {
    Asked asked = ask(Budget.tokens(5));
    source.last().usage(9, 1).text("12345678", "12345678");
    assertSpent(asked, "5 tokens", true);
  }

  @Test
  void aCountThatComesAfterTheAnswerDoesNotSpoilIt() {
    Asked asked = ask(Budget.tokens(100));
    source.last().text("short").usage(5, 200).finish();
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
  }

  @Test
  void aPriceIsAFunctionOfTheUsage() {
    Budget budget =
        Budget.price(
            usage ->
                BigDecimal.valueOf(usage.inputTokens().orElse(0))
                    .add(BigDecimal.valueOf(10 * usage.outputTokens().orElse(0)))
                    .movePointLeft(3),
            new BigDecimal("0.05"),
            "USD");
    Asked asked = ask(budget);
    source.last().usage(20, 0).text("12345678");
    assertThat(asked.isOver()).isFalse();
    source.last().text("1234");
    assertSpent(asked, "0.05 USD", true);
  }

  @Test
  void nothingFollowsTheEnd() {
    Asked asked = ask(Budget.characters(1));
    source.last().text("ab", "c").usage(1, 1).finish();
    assertThat(asked.text()).isEqualTo("a");
    assertThat(asked.heard().events())
        .containsExactly(
            new StreamEvent.PartStarted(0, Part.text("")), new StreamEvent.TextDelta(0, "a"));
  }

  @Test
  void aBudgetOfNothingIsRefused() {
    assertThatThrownBy(() -> Budget.tokens(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Budget.characters(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void attemptsThatNobodyCountedCostTokensAcrossARestart() {
    FakeClock clock = new FakeClock();
    Asked asked =
        Asked.of(Asked.with(Budget.tokens(12), Asked.with(OnCut.restart().by(clock), source)));
    source.last().text("a".repeat(20)).cut();
    clock.advance();
    source
        .last()
        .text("a".repeat(20))
        .usage(3, 5)
        .push(new StreamEvent.TextDelta(0, "a".repeat(9)));
    assertSpent(asked, "12 tokens", true);
  }

  @Test
  void aSeamBeforeTheTextGivesAllItsCharactersBack() {
    Asked asked = ask(Budget.characters(6));
    source.last().text("12345");
    source.last().push(new StreamEvent.Continued(2, "m", 0, -3, HandSource.CUT, Usage.unknown()));
    source.last().text("abcde");
    assertThat(asked.isOver()).isFalse();
    source.last().text("f");
    assertThat(asked.isOver()).isTrue();
  }
}
