package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.LlamaException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chooses the next token of one answer. In Java and not by llama.cpp's samplers, because those sort
 * the whole vocabulary for top-p, and abort the process on scores that are not numbers.
 */
final class TokenSampler {
  /**
   * Tokens that are less likely than the likeliest by e to this power cannot matter: all together
   * they have a weight below 0.02 %.
   */
  private static final double NEGLIGIBLE = 20;

  private static final int BUCKETS = 512;

  private final SamplerOptions sampling;
  private final RandomGenerator random;
  private final int[] tokens;
  private final double[] weights;
  private final RepeatPenalty repeats;

  TokenSampler(SamplerOptions sampling, int vocabulary) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
    boolean draws = sampling.temperature() > 0;
    this.tokens = new int[draws ? vocabulary : 0];
    this.weights = new double[draws ? vocabulary : 0];
    this.repeats = new RepeatPenalty(sampling.repeatPenalty(), SamplerOptions.REPEAT_WINDOW);
  }

  /**
   * The next token.
   *
   * @param scores the model's score of every token, natural logarithms up to a constant; those of
   *     what was just said are lowered
   * @throws LlamaException if none of them is a number
   */
  int next(float[] scores) {
    repeats.apply(scores);
    int token = choose(scores);
    repeats.said(token);
    return token;
  }

  private int choose(float[] scores) {
    float max = max(scores);
    if (max == Float.NEGATIVE_INFINITY) {
      throw new LlamaException("The model computed no valid scores; its file is probably damaged.");
    }
    if (sampling.temperature() == 0) {
      return indexOf(max, scores);
    }
    int count = 0;
    double total = 0;
    float least = (float) (max - NEGLIGIBLE * sampling.temperature());
    for (int token = 0; token < scores.length; token++) {
      if (scores[token] >= least) {
        double weight = Math.exp((scores[token] - max) / sampling.temperature());
        tokens[count] = token;
        weights[count] = weight;
        total += weight;
        count++;
      }
    }
    if (sampling.topK() > 0 && sampling.topK() < count) {
      total = keepHeaviest(count, sampling.topK());
      count = sampling.topK();
    }
    return draw(nucleus(count, total * sampling.topP()));
  }

  /** Keeps so many of the heaviest tokens, and returns what they weigh together. */
  private double keepHeaviest(int count, int kept) {
    long[] candidates = new long[count];
    for (int i = 0; i < count; i++) {
      candidates[i] = sortable(i);
    }
    Arrays.sort(candidates);
    double total = 0;
    for (int i = 0; i < kept; i++) {
      double weight = weightOf(candidates[i]);
      keep(i, (int) candidates[i], weight);
      total += weight;
    }
    return total;
  }

  /**
   * Keeps the heaviest tokens that together reach a weight, and returns how many they are. Buckets
   * by weight find where the border lies, so that only the tokens at the border are sorted.
   */
  private int nucleus(int count, double enough) {
    if (sampling.topP() == 1) {
      return count;
    }
    double[] bucketWeights = new double[BUCKETS];
    for (int i = 0; i < count; i++) {
      bucketWeights[bucket(weights[i])] += weights[i];
    }
    int border = 0;
    double above = 0;
    while (border < BUCKETS - 1 && above + bucketWeights[border] < enough) {
      above += bucketWeights[border++];
    }
    int kept = 0;
    int atBorder = 0;
    long[] candidates = new long[count];
    for (int i = 0; i < count; i++) {
      int bucket = bucket(weights[i]);
      if (bucket < border) {
        keep(kept++, tokens[i], weights[i]);
      } else if (bucket == border) {
        candidates[atBorder++] = sortable(i);
      }
    }
    Arrays.sort(candidates, 0, atBorder);
    for (int i = 0; i < atBorder && (kept == 0 || above < enough); i++) {
      double weight = weightOf(candidates[i]);
      keep(kept++, (int) candidates[i], weight);
      above += weight;
    }
    return kept;
  }

  /** Sorts by weight, heaviest first, and among equals by token: a float's bits have its order. */
  private long sortable(int place) {
    int bits = Float.floatToIntBits((float) weights[place]);
    return ((long) -bits << Integer.SIZE) | tokens[place];
  }

  private static double weightOf(long sortable) {
    return Float.intBitsToFloat(-(int) (sortable >> Integer.SIZE));
  }

  private static int bucket(double weight) {
    int bucket = (int) (-Math.log(weight) / NEGLIGIBLE * BUCKETS);
    return Math.clamp(bucket, 0, BUCKETS - 1);
  }

  /** Overwrites a place that the caller has read already. */
  private void keep(int place, int token, double weight) {
    tokens[place] = token;
    weights[place] = weight;
  }

  private int draw(int count) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += weights[i];
    }
    double left = random.nextDouble() * total;
    for (int i = 0; i < count - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return tokens[i];
      }
    }
    return tokens[count - 1];
  }

  /** The greatest score. Four at a time, since each comparison waits for the one before it. */
  private static float max(float[] scores) {
    float max0 = Float.NEGATIVE_INFINITY;
    float max1 = max0;
    float max2 = max0;
    float max3 = max0;
    int i = 0;
    for (; i <= scores.length - 4; i += 4) {
      max0 = greater(scores[i], max0);
      max1 = greater(scores[i + 1], max1);
      max2 = greater(scores[i + 2], max2);
      max3 = greater(scores[i + 3], max3);
    }
    for (; i < scores.length; i++) {
      max0 = greater(scores[i], max0);
    }
    return greater(greater(max0, max1), greater(max2, max3));
  }

  /** Passes over NaN, which Math.max would return. */
  private static float greater(float score, float max) {
    return score > max ? score : max;
  }

  private static int indexOf(float score, float[] scores) {
    for (int token = 0; token < scores.length; token++) {
      if (scores[token] == score) {
        return token;
      }
    }
    throw new AssertionError("the maximum is one of the scores");
  }
}
