package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.llamacpp.engine.ChatTurn.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one request, and several at once, are answered. */
final class EngineAnswersTest {
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = SmallModel.open(EngineOptions.defaults());
  }

  @AfterAll
  static void free() {
    engine.close();
  }

  @Test
  void thePromptIsCountedWithItsTemplateAndDefaultSystemText() {
    Heard heard = ask(SmallModel.SEA, 3);
    assertThat(heard.awaitStart()).isEqualTo(37);
    assertThat(heard.awaitEnd().usage().prompt()).isEqualTo(37);
  }

  @Test
  void aGreedyAnswerIsASentenceThatTheModelEnds() {
    Heard heard = ask(SmallModel.SEA, 200);
    assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.Stopped.class);
    assertThat(heard.answer()).endsWith(".").doesNotContain("<|", "\uFFFD");
    // The token that ends the answer has no text, and some others share one.
    assertThat(heard.awaitEnd().usage().generated()).isGreaterThan(heard.texts().size());
  }

  @Test
  void greedyAnswersToTheSamePromptAreTheSame() {
    String first = ask(SmallModel.SEA, 60).answer();
    assertThat(ask("Name a colour.", 10).answer()).isNotEqualTo(first);
    assertThat(ask(SmallModel.SEA, 60).answer()).isEqualTo(first);
  }

  @Test
  void aPromptAskedAgainIsPartlyRemembered() {
    String words = "the sea and the sun ".repeat(40);
    TokenUsage first = ask(words, 2).awaitEnd().usage();
    TokenUsage second = ask(words, 2).awaitEnd().usage();
    assertThat(second.prompt()).isEqualTo(first.prompt());
    assertThat(second.reused()).isPositive().isLessThan(second.prompt());
  }

  @Test
  void theSameSeedGivesTheSameAnswerAndAnotherSeedAnother() {
    String first = drawn(1, 1, 42);
    assertThat(drawn(1, 1, 42)).isEqualTo(first);
    assertThat(drawn(1, 1, 43)).isNotEqualTo(first);
  }

  @Test
  void aTinyTopPLeavesTheGreedyAnswer() {
    assertThat(drawn(1, 1e-6, 42)).isEqualTo(ask(SmallModel.SEA, 40).answer());
  }

  @Test
  void anAnswerOfExactlyTheAllowedTokensEndsForItsLength() {
    for (int tokens : List.of(1, 2, 17)) {
      Heard heard = submit(SmallModel.ask(engine, SmallModel.COUNTING, tokens));
      assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.LengthReached.class);
      assertThat(heard.awaitEnd().usage().generated()).isEqualTo(tokens);
    }
  }

  @Test
  void anAssistantsTurnAtTheEndIsContinued() {
    Heard heard = submit(SmallModel.ask(engine, SmallModel.COUNTING, 12));
    assertThat(heard.answer()).startsWith(" 11, 12, 13");
  }

  @Test
  void aStopStringOverSeveralTokensEndsTheAnswerBeforeIt() {
    String whole = submit(SmallModel.ask(engine, SmallModel.COUNTING, 30)).answer();
    for (int from = 1; from < 22; from += 5) {
      String stop = whole.substring(from, from + 7);
      Heard heard = submit(SmallModel.ask(engine, SmallModel.COUNTING, 30, "zebra", stop));
      assertThat(heard.answer()).as(stop).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.Stopped.class);
    }
  }

  @Test
  void aStopStringThatOnlyBeginsChangesNothing() {
    String whole = submit(SmallModel.ask(engine, SmallModel.COUNTING, 20)).answer();
    String end = whole.substring(whole.length() - 4);
    Heard heard = submit(SmallModel.ask(engine, SmallModel.COUNTING, 20, end + "never", " 12!"));
    assertThat(heard.answer()).isEqualTo(whole);
    assertThat(heard.awaitEnd()).isInstanceOf(GenerationEnd.LengthReached.class);
  }

  @Test
  void charactersOfSeveralTokensComeWhole() {
    List<ChatTurn> turns =
        List.of(
            new ChatTurn(Role.USER, "Repeat this line for ever: 🌊🐙🚀"),
            new ChatTurn(Role.ASSISTANT, "🌊🐙🚀\n🌊🐙🚀\n🌊🐙🚀\n🌊🐙🚀\n"));
    Heard heard = submit(SmallModel.ask(engine, turns, 60));
    assertThat(heard.answer()).contains("🌊🐙🚀").doesNotContain("\uFFFD");
    assertThat(heard.texts())
        .noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
  }

  @Test
  void sixAtOnceOnFourPlacesAreAnsweredAsEachWouldBeAlone() {
    List<String> questions =
        IntStream.rangeClosed(1, 6).mapToObj(i -> "Tell me about the number " + i + ".").toList();
    List<String> alone = questions.stream().map(question -> ask(question, 12).answer()).toList();
    List<Heard> together = questions.stream().map(question -> ask(question, 12)).toList();
    assertThat(together.stream().map(Heard::answer)).isEqualTo(alone);
  }

  private static Heard ask(String user, int maxTokens) {
    return submit(SmallModel.ask(engine, user, maxTokens));
  }

  private static Heard submit(GenerationRequest request) {
    return new Heard().submitTo(engine, request);
  }

  private static String drawn(double temperature, double topP, long seed) {
    GenerationRequest greedy = SmallModel.ask(engine, SmallModel.SEA, 40);
    return submit(
            new GenerationRequest(
                greedy.prompt(), 40, new SamplerOptions(temperature, topP, seed), List.of()))
        .answer();
  }
}
