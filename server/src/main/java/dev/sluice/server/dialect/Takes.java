package dev.sluice.server.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What several formats have in forms of their own and many models refuse all the same: of a model
 * of another format than the client's it has to be said which of it the model takes.
 */
public enum Takes {
  /** How much to think, in words. */
  EFFORT("effort"),

  /** How much to think, in tokens. */
  THINKING_TOKENS("thinking_tokens"),

  /** From how many of the likeliest tokens the next one is chosen. */
  TOP_K("top_k"),

  /** How much tokens that were said before are avoided. */
  PENALTIES("penalties");

  private final String word;

  Takes(String word) {
    this.word = word;
  }

  /** The one that is called so in settings; empty if none is. */
  public static Optional<Takes> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }

  /** What they are called in settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(one -> one.word).toList();
  }
}
