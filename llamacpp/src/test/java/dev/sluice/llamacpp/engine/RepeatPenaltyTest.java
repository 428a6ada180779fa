package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RepeatPenaltyTest {
  @Test
  void whatWasSaidBecomesLessLikelyWhetherItsScoreIsAboveOrBelowZero() {
    var penalty = new RepeatPenalty(2, 8);
    penalty.said(0);
    penalty.said(1);
    penalty.said(1);
    assertThat(applied(penalty, 4, -4, 4)).containsExactly(2, -8, 4);
  }

  @Test
  void aTokenThatFellOutOfTheWindowIsAsLikelyAsBefore() {
    var penalty = new RepeatPenalty(2, 2);
    for (int token : new int[] {0, 1, 1, 2}) {
      penalty.said(token);
    }
    assertThat(applied(penalty, 4, 4, 4)).containsExactly(4, 2, 2);
  }

  @Test
  void aPenaltyOfOneChangesNothing() {
    var penalty = new RepeatPenalty(1, 8);
    penalty.said(0);
    assertThat(applied(penalty, 4, -4)).containsExactly(4, -4);
  }

  @Test
  void aSamplerSaysTheSameForEverOnlyWithoutIt() {
    float[] scores = {3, 2.9f, 2.8f};
    assertThat(firstThree(SamplerOptions.greedy(), scores)).containsExactly(0, 0, 0);
    assertThat(firstThree(SamplerOptions.greedy().withRepeatPenalty(1.2), scores))
        .containsExactly(0, 1, 2);
  }

  private static int[] firstThree(SamplerOptions sampling, float[] scores) {
    var sampler = new TokenSampler(sampling, scores.length);
    int[] tokens = new int[3];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = sampler.next(scores.clone());
    }
    return tokens;
  }

  private static float[] applied(RepeatPenalty penalty, float... scores) {
    penalty.apply(scores);
    return scores;
  }
}
