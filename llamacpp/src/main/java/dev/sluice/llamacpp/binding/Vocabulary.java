package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A model's tokens. Thread-safe while the model is open. */
public final class Vocabulary {
  private static final int SENTENCE_PIECE = 1;
  private static final int PIECE_BYTES = 256;

  private final LlamaModel model;
  private final CFunctions c;
  private final MemorySegment handle;
  private final int size;

  Vocabulary(LlamaModel model, MemorySegment handle) {
    this.model = model;
    this.c = model.llama().c;
    this.handle = handle;
    this.size = Linkage.call(() -> (int) c.vocabNTokens.invokeExact(handle));
  }

  /** The number of tokens; they are numbered from 0. */
  public int size() {
    return size;
  }

  /** Whether the token ends an answer. */
  public boolean endsGeneration(int token) {
    MemorySegment vocab = open(token);
    return Linkage.call(() -> (boolean) c.vocabIsEog.invokeExact(vocab, token));
  }

  /** Whether the token steers the model and stands for no text. */
  public boolean isControl(int token) {
    MemorySegment vocab = open(token);
    return Linkage.call(() -> (boolean) c.vocabIsControl.invokeExact(vocab, token));
  }

  /** Whether a prompt starts with {@link #beginning()}. */
  public boolean startsWithBeginning() {
    MemorySegment vocab = open();
    return Linkage.call(() -> (boolean) c.vocabGetAddBos.invokeExact(vocab));
  }

  /** The token that stands before every prompt, or -1. */
  public int beginning() {
    MemorySegment vocab = open();
    return Linkage.call(() -> (int) c.vocabBos.invokeExact(vocab));
  }

  /** Whether the tokeniser is SentencePiece's, which puts a space before a text. */
  public boolean isSentencePiece() {
    MemorySegment vocab = open();
    return Linkage.call(() -> (int) c.vocabType.invokeExact(vocab)) == SENTENCE_PIECE;
  }

  /**
   * The tokens of a text, nothing added.
   *
   * @param controls whether the text's {@code <|...|>} become control tokens; never for a text that
   *     a user wrote
   */
  public int[] tokenize(String text, boolean controls) {
    MemorySegment vocab = open();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment utf8 = arena.allocateFrom(JAVA_BYTE, bytes);
      // A token is a byte or more, except that SentencePiece adds a space.
      int capacity = Math.addExact(bytes.length, 2);
      MemorySegment tokens = arena.allocate(JAVA_INT, capacity);
      int count =
          Linkage.call(
              () ->
                  (int)
                      c.tokenize.invokeExact(
                          vocab, utf8, bytes.length, tokens, capacity, false, controls));
      if (count < 0) {
        throw new LlamaException(
            "llama.cpp could not tokenise a text of " + bytes.length + " bytes");
      }
      return tokens.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
    }
  }

  /**
   * The bytes that a token stands for: UTF-8, but not necessarily whole characters; none for a
   * control token.
   */
  public byte[] bytes(int token) {
    MemorySegment vocab = open(token);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment small = arena.allocate(PIECE_BYTES);
      int length = piece(vocab, token, small, PIECE_BYTES);
      if (length >= 0) {
        return small.asSlice(0, length).toArray(JAVA_BYTE);
      }
      MemorySegment large = arena.allocate(-length);
      piece(vocab, token, large, -length);
      return large.toArray(JAVA_BYTE);
    }
  }

  private int piece(MemorySegment vocab, int token, MemorySegment buffer, int capacity) {
    return Linkage.call(
        () -> (int) c.tokenToPiece.invokeExact(vocab, token, buffer, capacity, 0, false));
  }

  private MemorySegment open() {
    MemorySegment _ = model.open();
    return handle;
  }

  private MemorySegment open(int token) {
    if (token < 0 || token >= size) {
      throw new IllegalArgumentException("there is no token " + token + " among " + size);
    }
    return open();
  }
}
