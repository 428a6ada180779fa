package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.Vocabulary;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;

/** From a prompt's parts to its tokens. */
final class PromptTokens {
  /** No language needs more characters for a token on average; beyond it, counting stops early. */
  private static final int MAX_CHARACTERS_PER_TOKEN = 32;

  /** Stands before words, because SentencePiece puts a space before whatever comes first. */
  private static final String ANCHOR = "\n";

  private final Vocabulary vocabulary;
  private final boolean sentencePiece;

  PromptTokens(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.sentencePiece = vocabulary.isSentencePiece();
  }

  /** A prompt's tokens, or that they are too many. */
  sealed interface Counted {
    record Fits(IntBuffer tokens) implements Counted {}

    record TooLong(EngineFailure.PromptTooLong failure) implements Counted {}
  }

  Counted count(List<PromptPart> prompt, int contextTokens) {
    long enough = (long) contextTokens * MAX_CHARACTERS_PER_TOKEN;
    long length = prompt.stream().mapToLong(part -> part.text().length()).sum();
    if (length > enough) {
      // Tokenising megabytes would hold up everybody's answer, only to refuse them.
      int counted = tokenize(prompt, enough).length;
      if (counted >= contextTokens) {
        return new Counted.TooLong(new EngineFailure.PromptTooLong(counted, contextTokens, false));
      }
    }
    int[] tokens = tokenize(prompt, Long.MAX_VALUE);
    return tokens.length >= contextTokens
        ? new Counted.TooLong(new EngineFailure.PromptTooLong(tokens.length, contextTokens, true))
        : new Counted.Fits(IntBuffer.wrap(tokens));
  }

  private int[] tokenize(List<PromptPart> prompt, long maxCharacters) {
    int[] tokens = {};
    if (vocabulary.startsWithBeginning()) {
      tokens = new int[] {vocabulary.beginning()};
    }
    long left = maxCharacters;
    for (PromptPart part : prompt) {
      String text = part.text().substring(0, (int) Math.min(left, part.text().length()));
      left -= text.length();
      int[] more =
          switch (part) {
            case PromptPart.Control control -> vocabulary.tokenize(text, true);
            case PromptPart.Words words -> words(text);
          };
      int size = tokens.length;
      tokens = Arrays.copyOf(tokens, size + more.length);
      System.arraycopy(more, 0, tokens, size, more.length);
    }
    return tokens;
  }

  private int[] words(String text) {
    if (!sentencePiece) {
      return vocabulary.tokenize(text, false);
    }
    int[] anchor = vocabulary.tokenize(ANCHOR, false);
    int[] anchored = vocabulary.tokenize(ANCHOR + text, false);
    boolean apart =
        anchored.length >= anchor.length
            && Arrays.equals(anchor, 0, anchor.length, anchored, 0, anchor.length);
    return apart
        ? Arrays.copyOfRange(anchored, anchor.length, anchored.length)
        : vocabulary.tokenize(text, false);
  }
}
