package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.LlamaContext;
import dev.sluice.llamacpp.binding.LlamaException;
import java.nio.IntBuffer;

/**
 * One of the places in the computation: what the model remembers of a conversation, and how far the
 * answer to it is. Belongs to the engine's thread.
 */
final class Sequence {
  private final int id;
  private final LlamaContext context;
  private final int piece;

  private IntBuffer prompt = IntBuffer.allocate(0);

  /** Pieces at the prompt's beginning that were computed whole, each at once. */
  private int wholePieces;

  Sequence(int id, LlamaContext context, int piece) {
    this.id = id;
    this.context = context;
    this.piece = piece;
  }

  int id() {
    return id;
  }

  /**
   * How many tokens of a prompt need not be computed again. Only whole pieces that were computed as
   * such count: then the remembered numbers are those that computing them again would give, to the
   * last bit, and an answer does not depend on what was asked before. The last token is always
   * left, since the answer starts with what follows it.
   */
  int reusable(IntBuffer next) {
    int remembered = wholePieces * piece;
    int common = prompt.slice(0, remembered).mismatch(next.slice(0, next.remaining() - 1));
    return (common < 0 ? remembered : common) / piece * piece;
  }

  /** Starts with a prompt and returns how many of its tokens are remembered. */
  int start(IntBuffer next) {
    int reused = reusable(next);
    prompt = next;
    try {
      context.truncate(id, reused);
      wholePieces = reused / piece;
      return reused;
    } catch (LlamaException e) {
      forget(); // a recurrent model cannot go back a part of the way
      return 0;
    }
  }

  /** The position of the token that comes next: so many are computed. */
  int position() {
    return context.nextPosition(id);
  }

  boolean promptComputed() {
    return position() >= prompt.remaining();
  }

  /** Where the piece ends that is to be computed next. */
  int pieceEnd() {
    return Math.min(position() + piece, prompt.remaining());
  }

  int promptLength() {
    return prompt.remaining();
  }

  int promptToken(int position) {
    return prompt.get(position);
  }

  /** The piece was computed. */
  void pieceComputed() {
    wholePieces = position() / piece;
  }

  /** Forgets everything, after a computation that failed half-way. */
  void forget() {
    wholePieces = 0;
    context.truncate(id, 0);
  }
}
