package dev.sluice.llamacpp.engine;

/**
 * How the next token is chosen: the score of what was just said is lowered first, then the
 * likeliest tokens are kept, by their number and by their probability, and one of them is drawn.
 *
 * @param temperature 0 takes the likeliest token always; 1 draws as the model says; more is wilder
 * @param topK draws only among so many of the likeliest tokens; 0 draws among all
 * @param topP draws only among the likeliest tokens that together have this probability, 0 to 1; 1
 *     draws among all
 * @param repeatPenalty how much less likely the answer's last tokens are made: 1 leaves them as
 *     they are, up to {@value #MAX_REPEAT_PENALTY}
 * @param seed the same seed draws the same tokens
 */
public record SamplerOptions(
    double temperature, int topK, double topP, double repeatPenalty, long seed) {
  /** Beyond it all tokens are nearly alike. */
  public static final double MAX_TEMPERATURE = 100;

  /** Beyond it no word comes twice, and sentences fall apart. */
  public static final double MAX_REPEAT_PENALTY = 2;

  /** How many of the answer's last tokens the penalty looks at. */
  public static final int REPEAT_WINDOW = 128;

  public SamplerOptions {
    if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
      throw new IllegalArgumentException("temperature must be 0 to 100, not " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k must be 0 or more, not " + topK);
    }
    if (!(topP >= 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be 0 to 1, not " + topP);
    }
    if (!(repeatPenalty >= 1 && repeatPenalty <= MAX_REPEAT_PENALTY)) {
      throw new IllegalArgumentException("repeat-penalty must be 1 to 2, not " + repeatPenalty);
    }
  }

  /** With neither top-k nor a penalty. */
  public SamplerOptions(double temperature, double topP, long seed) {
    this(temperature, 0, topP, 1, seed);
  }

  /** Always the likeliest token. */
  public static SamplerOptions greedy() {
    return new SamplerOptions(0, 1, 0);
  }

  public SamplerOptions withTopK(int tokens) {
    return new SamplerOptions(temperature, tokens, topP, repeatPenalty, seed);
  }

  public SamplerOptions withRepeatPenalty(double penalty) {
    return new SamplerOptions(temperature, topK, topP, penalty, seed);
  }
}
