package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.llamacpp.binding.LlamaException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenSamplerTest {
  private static final int DRAWS = 2_000;

  /** The logarithms of 1/2, 1/4, 1/8, 1/16 and 1/16, in another order. */
  private static final float[] HALVES = logarithms(1 / 16f, 1 / 2f, 1 / 8f, 1 / 4f, 1 / 16f);

  @Test
  void temperatureZeroTakesTheLikeliestAlways() {
    var sampler = new TokenSampler(SamplerOptions.greedy(), HALVES.length);
    assertThat(drawn(sampler, HALVES)).containsOnly(1);
  }

  @Test
  void amongEquallyLikelyTokensTheGreedyTakesTheFirst() {
    float[] equal = {0, 3, 3, 1};
    assertThat(new TokenSampler(SamplerOptions.greedy(), equal.length).next(equal)).isEqualTo(1);
  }

  @Test
  void temperatureOneDrawsAsOftenAsTheModelSays() {
    var sampler = new TokenSampler(new SamplerOptions(1, 1, 7), HALVES.length);
    int[] counts = new int[HALVES.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.next(HALVES)]++;
    }
    assertThat(counts[1]).isBetween(DRAWS * 45 / 100, DRAWS * 55 / 100);
    assertThat(counts[3]).isBetween(DRAWS * 20 / 100, DRAWS * 30 / 100);
    assertThat(counts[0] + counts[2] + counts[4]).isBetween(DRAWS / 5, DRAWS * 3 / 10);
  }

  @Test
  void topPKeepsTheFewestTokensThatReachIt() {
    assertThat(withTopP(0.4)).containsExactly(1);
    assertThat(withTopP(0.6)).containsExactly(1, 3);
    assertThat(withTopP(0.8)).containsExactly(1, 2, 3);
    assertThat(withTopP(1)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void topKKeepsSoManyOfTheLikeliestBeforeTopPLooksAtThem() {
    assertThat(withTopK(1, 1)).containsExactly(1);
    assertThat(withTopK(3, 1)).containsExactly(1, 2, 3);
    assertThat(withTopK(0, 1)).hasSize(5);
    assertThat(withTopK(100, 1)).hasSize(5);
    // Of the two that are left the first has two thirds.
    assertThat(withTopK(2, 0.6)).containsExactly(1);
  }

  @Test
  void topPOfNearlyNothingStillKeepsTheLikeliest() {
    assertThat(withTopP(0)).containsExactly(1);
    assertThat(withTopP(Double.MIN_VALUE)).containsExactly(1);
  }

  @Test
  void topPKeepsWhatSortingAllTokensWouldKeep() {
    float[] scores = new float[5_000];
    var random = new SplittableRandom(11);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextGaussian(0, 4);
    }
    Set<Integer> kept =
        drawn(new TokenSampler(new SamplerOptions(1, 0.7, 1), scores.length), scores);
    assertThat(nucleus(scores, 0.7)).containsAll(kept);
    assertThat(kept).hasSizeGreaterThan(5);
  }

  @Test
  void theSameSeedDrawsTheSameTokensAndAnotherSeedOthers() {
    assertThat(sequence(42)).isEqualTo(sequence(42));
    assertThat(sequence(42)).isNotEqualTo(sequence(43));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 1, 100})
  void scoresThatAreNotNumbersArePassedOver(double temperature) {
    float[] scores = {Float.NaN, 1, Float.NEGATIVE_INFINITY, Float.NaN};
    var sampler = new TokenSampler(new SamplerOptions(temperature, 0.9, 1), scores.length);
    assertThat(drawn(sampler, scores)).containsOnly(1);
  }

  @Test
  void noScoreThatIsANumberIsAFailureAndNotACrash() {
    float[] scores = new float[4];
    Arrays.fill(scores, Float.NaN);
    var sampler = new TokenSampler(SamplerOptions.greedy(), scores.length);
    assertThatThrownBy(() -> sampler.next(scores))
        .isInstanceOf(LlamaException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new SamplerOptions(-0.1, 1, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new SamplerOptions(Double.NaN, 1, 0))
        .hasMessageContaining("temperature");
    assertThatThrownBy(() -> new SamplerOptions(1, 1.1, 0)).hasMessageContaining("top-p");
    assertThatThrownBy(() -> SamplerOptions.greedy().withTopK(-1)).hasMessageContaining("top-k");
    assertThatThrownBy(() -> SamplerOptions.greedy().withRepeatPenalty(0.9))
        .hasMessageContaining("repeat-penalty");
    assertThatThrownBy(() -> SamplerOptions.greedy().withRepeatPenalty(Double.NaN))
        .hasMessageContaining("repeat-penalty");
  }

  private static Set<Integer> withTopK(int topK, double topP) {
    SamplerOptions sampling = new SamplerOptions(1, topP, 3).withTopK(topK);
    return drawn(new TokenSampler(sampling, HALVES.length), HALVES);
  }

  private static Set<Integer> withTopP(double topP) {
    return drawn(new TokenSampler(new SamplerOptions(1, topP, 3), HALVES.length), HALVES);
  }

  private static Set<Integer> drawn(TokenSampler sampler, float[] scores) {
    Set<Integer> drawn = new TreeSet<>();
    for (int i = 0; i < DRAWS; i++) {
      drawn.add(sampler.next(scores));
    }
    return drawn;
  }

  private static List<Integer> sequence(long seed) {
    var sampler = new TokenSampler(new SamplerOptions(1, 1, seed), HALVES.length);
    return IntStream.range(0, 50).mapToObj(_ -> sampler.next(HALVES)).toList();
  }

  /** By sorting: the tokens, heaviest first, until they have the share together. */
  private static Set<Integer> nucleus(float[] scores, double share) {
    double total = 0;
    for (float score : scores) {
      total += Math.exp(score);
    }
    var heaviestFirst =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(token -> -scores[token]))
            .toList();
    Set<Integer> kept = new TreeSet<>();
    double sum = 0;
    for (int token : heaviestFirst) {
      if (sum >= share * total) {
        break;
      }
      kept.add(token);
      sum += Math.exp(scores[token]);
    }
    return kept;
  }

  private static float[] logarithms(float... probabilities) {
    float[] logarithms = new float[probabilities.length];
    for (int i = 0; i < probabilities.length; i++) {
      logarithms[i] = (float) Math.log(probabilities[i]);
    }
    return logarithms;
  }
}
