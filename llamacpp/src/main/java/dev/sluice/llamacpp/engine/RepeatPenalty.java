package dev.sluice.llamacpp.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes what an answer has just said less likely, so that a small model finds out of a sentence
 * that it repeats. Looks at the answer's own tokens alone: the words of a question, and the marks
 * at which an answer ends, may come as often as the model likes. Belongs to one answer.
 */
final class RepeatPenalty {
  private final float penalty;

  /** The last tokens in a ring; how many were said in all tells where it goes on. */
  private final int[] ring;

  private final Map<Integer, Integer> counts = new HashMap<>();
  private long said;

  /**
   * @param penalty 1 does nothing
   * @param window how many tokens are looked at
   */
  RepeatPenalty(double penalty, int window) {
    this.penalty = (float) penalty;
    this.ring = new int[penalty == 1 ? 0 : window];
  }

  /** Lowers the scores, in place, of what was just said. */
  void apply(float[] scores) {
    for (int token : counts.keySet()) {
      float score = scores[token];
      // Scores are logarithms up to a constant: whether above or below 0, this makes them less.
      scores[token] = score > 0 ? score / penalty : score * penalty;
    }
  }

  /** The answer goes on with this token. */
  void said(int token) {
    if (ring.length == 0) {
      return;
    }
    int at = (int) (said++ % ring.length);
    if (said > ring.length) {
      counts.computeIfPresent(ring[at], (_, count) -> count == 1 ? null : count - 1);
    }
    ring[at] = token;
    counts.merge(token, 1, Integer::sum);
  }
}
