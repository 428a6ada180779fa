package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/**
 * The memory of the sequences that are computed together. Belongs to the thread that made it; every
 * call from another throws {@link WrongThreadException}, because C would spoil the memory silently.
 */
public final class LlamaContext implements AutoCloseable {
  /** What became of a batch. */
  public enum Decoded {
    DONE,
    /** A sequence has no room left; nothing was computed. */
    CONTEXT_FULL,
    /** It was given up; the sequences in it are as they were before. */
    GIVEN_UP
  }

  private final LlamaModel model;
  private final CFunctions c;
  private final ContextOptions options;
  private final MemorySegment handle;
  private final MemorySegment memory;
  private final ThreadPool threads;
  private final StopSign stopSign;
  private final Arena arena;
  private final Thread owner = Thread.currentThread();
  private final int[] nextPositions;
  private final BitSet readableRows = new BitSet();
  private boolean closed;

  private LlamaContext(
      LlamaModel model,
      ContextOptions options,
      MemorySegment handle,
      ThreadPool threads,
      StopSign stopSign,
      Arena arena) {
    this.model = model;
    this.c = model.llama().c;
    this.options = options;
    this.handle = handle;
    this.threads = threads;
    this.stopSign = stopSign;
    this.arena = arena;
    this.memory = Linkage.call(() -> (MemorySegment) c.getMemory.invokeExact(handle));
    this.nextPositions = new int[options.sequences()];
  }

  static LlamaContext open(LlamaModel model, ContextOptions options) {
    Arena arena = Arena.ofConfined();
    try {
      return open(model, options, arena);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * @param arena of what C keeps for as long as the context is open
   */
  private static LlamaContext open(LlamaModel model, ContextOptions options, Arena arena) {
    Llama llama = model.llama();
    CFunctions c = llama.c;
    MemorySegment modelHandle = model.open();
    StopSign stopSign = new StopSign(() -> false);
    MemorySegment params = params(llama, options, stopSign, arena);
    llama.log.clear();
    MemorySegment context =
        Linkage.call(() -> (MemorySegment) c.initFromModel.invokeExact(modelHandle, params));
    if (context.address() == 0) {
      throw new LlamaException(
          "llama.cpp cannot hold %d sequences of %d tokens with this model, perhaps for want of memory.%s"
              .formatted(options.sequences(), options.contextTokens(), llama.log.reason()));
    }
    ThreadPool pool;
    try {
      pool = ThreadPool.start(llama.threadPools, options.threads());
    } catch (RuntimeException e) {
      Linkage.run(
          () -> {
            c.free.invokeExact(context);
          });
      throw e;
    }
    // Without a pool of its own, ggml starts and ends its threads with every batch.
    Linkage.run(
        () -> {
          c.attachThreadpool.invokeExact(context, pool.handle(), pool.handle());
        });
    model.contextOpened();
    return new LlamaContext(model, options, context, pool, stopSign, arena);
  }

  private static MemorySegment params(
      Llama llama, ContextOptions options, StopSign stopSign, Arena arena) {
    MemorySegment params = llama.defaultParams(llama.c.contextDefaultParams, arena);
    set(params, "n_ctx", Math.multiplyExact(options.contextTokens(), options.sequences()));
    set(params, "n_batch", options.batchTokens());
    set(params, "n_ubatch", options.batchTokens());
    set(params, "n_seq_max", options.sequences());
    set(params, "n_outputs_max", Math.min(options.batchTokens(), options.sequences()));
    // The default is 4, which halves the speed on a machine with two cores.
    set(params, "n_threads", options.threads());
    set(params, "n_threads_batch", options.threads());
    StructLayouts.setAddress(
        StructLayouts.CONTEXT_PARAMS, params, "abort_callback", stopSign.abortCallback(arena));
    return params;
  }

  /** The tokens that each sequence can hold: as asked for, or what llama.cpp rounded it to. */
  public int contextTokens() {
    MemorySegment context = open();
    return Linkage.call(() -> (int) c.nCtxSeq.invokeExact(context));
  }

  /** A batch for {@link #decode}, to be used again and again. */
  public TokenBatch newBatch() {
    MemorySegment _ = open();
    return new TokenBatch(this, arena, options.batchTokens());
  }

  /** Computes a batch, whatever comes. */
  public Decoded decode(TokenBatch batch) {
    return decode(batch, () -> false);
  }

  /**
   * Computes a batch, unless it is given up meanwhile.
   *
   * @param givenUp asked after each operation of a layer, by the thread that calls this
   * @throws IllegalArgumentException if the batch is empty or another context's, which may take
   *     more tokens, names a token or sequence that does not exist, or leaves a gap between
   *     positions, which llama.cpp either dies of or accepts and then answers nonsense
   * @throws LlamaException if the computation failed; the sequences in the batch must then be
   *     removed
   */
  public Decoded decode(TokenBatch batch, BooleanSupplier givenUp) {
    MemorySegment context = open();
    check(batch);
    readableRows.clear();
    model.llama().log.clear();
    stopSign.ask(givenUp);
    MemorySegment struct = batch.struct();
    int result = Linkage.call(() -> (int) c.decode.invokeExact(context, struct));
    return switch (result) {
      case 0 -> {
        for (int row = 0; row < batch.size(); row++) {
          nextPositions[batch.sequence(row)]++;
        }
        readableRows.or(batch.rowsWithLogits());
        yield Decoded.DONE;
      }
      case 1 -> Decoded.CONTEXT_FULL;
      case 2 -> Decoded.GIVEN_UP;
      default ->
          throw new LlamaException(
              "llama.cpp could not compute a batch of %d tokens (code %d).%s"
                  .formatted(batch.size(), result, model.llama().log.reason()));
    };
  }

  /**
   * Copies the scores of every token to follow the token in a row of the last batch.
   *
   * @param scores as long as the vocabulary
   * @throws IllegalArgumentException if no logits were asked for in that row; llama.cpp would
   *     return NULL or end the process
   */
  public void logits(int row, float[] scores) {
    MemorySegment context = open();
    if (row < 0 || !readableRows.get(row)) {
      throw new IllegalArgumentException("row " + row + " of the last batch has no logits");
    }
    int size = model.vocabulary().size();
    if (scores.length != size) {
      throw new IllegalArgumentException("scores must have " + size + " elements");
    }
    MemorySegment logits =
        Linkage.call(() -> (MemorySegment) c.getLogitsIth.invokeExact(context, row));
    if (logits.address() == 0) {
      throw new LlamaException("llama.cpp has no logits in row " + row);
    }
    MemorySegment.copy(
        logits.reinterpret((long) size * Float.BYTES), JAVA_FLOAT, 0, scores, 0, size);
  }

  /** The position that a sequence's next token has, which is the number of tokens it holds. */
  public int nextPosition(int sequence) {
    requireSequence(sequence);
    return nextPositions[sequence];
  }

  /** Forgets a sequence's tokens from a position on. */
  public void truncate(int sequence, int position) {
    MemorySegment _ = open();
    requireSequence(sequence);
    if (position < 0 || position > nextPositions[sequence]) {
      throw new IllegalArgumentException(
          "sequence %d holds %d tokens, so it cannot be cut at %d"
              .formatted(sequence, nextPositions[sequence], position));
    }
    boolean removed =
        Linkage.call(() -> (boolean) c.memorySeqRm.invokeExact(memory, sequence, position, -1));
    if (!removed) {
      // Recurrent models cannot go back a part of the way; the whole always can be removed.
      throw new LlamaException("this model cannot forget a part of a sequence");
    }
    nextPositions[sequence] = position;
  }

  private void check(TokenBatch batch) {
    if (!batch.belongsTo(this)) {
      throw new IllegalArgumentException("the batch belongs to another context");
    }
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    if (batch.rowsWithLogits().cardinality() > options.sequences()) {
      throw new IllegalArgumentException("more rows with logits than sequences");
    }
    int[] expected = nextPositions.clone();
    int vocabulary = model.vocabulary().size();
    for (int row = 0; row < batch.size(); row++) {
      requireSequence(batch.sequence(row));
      int token = batch.token(row);
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException("there is no token " + token + " among " + vocabulary);
      }
      int position = expected[batch.sequence(row)]++;
      if (batch.position(row) != position) {
        throw new IllegalArgumentException(
            "sequence %d continues at position %d, not %d"
                .formatted(batch.sequence(row), position, batch.position(row)));
      }
    }
  }

  private void requireSequence(int sequence) {
    if (sequence < 0 || sequence >= nextPositions.length) {
      throw new IllegalArgumentException(
          "there is no sequence " + sequence + " among " + nextPositions.length);
    }
  }

  /** The handle, for a call to C, which ends the process when it gets a freed one. */
  MemorySegment open() {
    if (closed) {
      throw new IllegalStateException("the context is closed");
    }
    if (!owner.equals(Thread.currentThread())) {
      throw new WrongThreadException("a context belongs to the thread that made it");
    }
    return handle;
  }

  /** Frees the context and ends its threads. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    MemorySegment context = open();
    closed = true;
    Linkage.run(
        () -> {
          c.detachThreadpool.invokeExact(context);
        });
    Linkage.run(
        () -> {
          c.free.invokeExact(context);
        });
    threads.free();
    arena.close();
    model.contextClosed();
  }

  private static void set(MemorySegment params, String field, int value) {
    StructLayouts.setInt(StructLayouts.CONTEXT_PARAMS, params, field, value);
  }
}
