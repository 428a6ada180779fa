package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.Vocabulary;

/**
 * A request that has its place in the computation, and the answer to it so far. Belongs to the
 * engine's thread.
 */
final class Answer {
  private static final int NONE = -1;

  private final ActiveGeneration generation;
  private final Sequence sequence;
  private final Vocabulary vocabulary;
  private final TokenSampler sampler;
  private final AnswerText text;

  /** Chosen and shown, but not yet computed: the next token follows from it. */
  private int lastToken = NONE;

  Answer(ActiveGeneration generation, Sequence sequence, Vocabulary vocabulary) {
    this.generation = generation;
    this.sequence = sequence;
    this.vocabulary = vocabulary;
    this.sampler = new TokenSampler(generation.request().sampling(), vocabulary.size());
    this.text = new AnswerText(generation.request().stops());
  }

  ActiveGeneration generation() {
    return generation;
  }

  Sequence sequence() {
    return sequence;
  }

  boolean runnable() {
    return !generation.ended() && generation.ready();
  }

  boolean prompting() {
    return lastToken == NONE;
  }

  int lastToken() {
    return lastToken;
  }

  /** Chooses the next token, shows what it adds, and ends the answer if it is the last. */
  void next(float[] scores, int contextTokens) {
    int token = sampler.next(scores);
    boolean enough = generation.countToken();
    if (vocabulary.endsGeneration(token)) {
      end(new GenerationEnd.Stopped(generation.usage()));
      return;
    }
    generation.text(text.add(vocabulary.bytes(token)));
    lastToken = token;
    if (text.stopped()) {
      generation.end(new GenerationEnd.Stopped(generation.usage()));
    } else if (enough) {
      end(new GenerationEnd.LengthReached(generation.usage()));
    } else if (sequence.position() + 1 >= contextTokens) {
      // This token is shown, but not yet computed.
      end(new GenerationEnd.ContextFull(generation.usage()));
    }
  }

  /** Ends it, after the text that was held in case it became a stop string. */
  void end(GenerationEnd end) {
    generation.text(text.end());
    generation.end(end);
  }
}
