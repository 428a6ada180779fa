package dev.sluice.llamacpp.engine;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 takes the likeliest token always; 1 draws as the model says; more is wilder
 * @param topP draws only among the likeliest tokens that together have this probability, 0 to 1; 1
 *     draws among all
 * @param seed the same seed draws the same tokens
 */
public record Sampling(double temperature, double topP, long seed) {
  /** Beyond it all tokens are nearly alike. */
  public static final double MOST_TEMPERATURE = 100;

  public Sampling {
    if (!(temperature >= 0 && temperature <= MOST_TEMPERATURE)) {
      throw new IllegalArgumentException("temperature must be 0 to 100, not " + temperature);
    }
    if (!(topP >= 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be 0 to 1, not " + topP);
    }
  }

  /** Always the likeliest token. */
  public static Sampling greedy() {
    return new Sampling(0, 1, 0);
  }
}
