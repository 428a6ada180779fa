package dev.sluice.llamacpp.binding;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A loaded model: its weights and its vocabulary. Not thread-safe; contexts must be closed before
 * it.
 */
public final class LlamaModel implements AutoCloseable {
  private final Llama llama;
  private final MemorySegment handle;
  private final Vocabulary vocabulary;
  private int openContexts;
  private boolean closed;

  private LlamaModel(Llama llama, MemorySegment handle) {
    this.llama = llama;
    this.handle = handle;
    MemorySegment vocab =
        Linkage.call(() -> (MemorySegment) llama.c.modelGetVocab.invokeExact(handle));
    this.vocabulary = new Vocabulary(this, vocab);
  }

  static LlamaModel open(Llama llama, Path gguf, BooleanSupplier givenUp) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = llama.defaultParams(llama.c.modelDefaultParams, arena);
      MemorySegment progress = new StopSign(givenUp).progressCallback(arena);
      StructLayouts.setAddress(StructLayouts.MODEL_PARAMS, params, "progress_callback", progress);
      MemorySegment path = arena.allocateFrom(gguf.toString(), StandardCharsets.UTF_8);
      llama.log.clear();
      MemorySegment model =
          Linkage.call(() -> (MemorySegment) llama.c.modelLoadFromFile.invokeExact(path, params));
      if (model.address() == 0 && givenUp.getAsBoolean()) {
        throw new LlamaException("The loading of " + gguf + " was given up.");
      }
      if (model.address() == 0) {
        throw new LlamaException("llama.cpp cannot load " + gguf + "." + llama.log.reason());
      }
      return new LlamaModel(llama, model);
    }
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The context length, in tokens, that the model was trained for. */
  public int trainedContext() {
    return Linkage.call(() -> (int) llama.c.modelNCtxTrain.invokeExact(open()));
  }

  /** Whether the model generates text token by token: a decoder without an encoder before it. */
  public boolean generatesText() {
    boolean decoder = Linkage.call(() -> (boolean) llama.c.modelHasDecoder.invokeExact(open()));
    boolean encoder = Linkage.call(() -> (boolean) llama.c.modelHasEncoder.invokeExact(open()));
    return decoder && !encoder;
  }

  /** The chat template in the file, in Jinja; empty if it has none. */
  public Optional<String> chatTemplate() {
    MemorySegment text =
        Linkage.call(
            () ->
                (MemorySegment) llama.c.modelChatTemplate.invokeExact(open(), MemorySegment.NULL));
    return Optional.ofNullable(Linkage.text(text));
  }

  /**
   * Makes a context: the memory of the sequences that are computed together.
   *
   * @throws LlamaException if there is not enough memory, or llama.cpp cannot do it with this model
   */
  public LlamaContext context(ContextOptions options) {
    return LlamaContext.open(this, options);
  }

  Llama llama() {
    return llama;
  }

  /** The handle, for a call to C, which ends the process when it gets a freed one. */
  MemorySegment open() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    return handle;
  }

  void contextOpened() {
    openContexts++;
  }

  void contextClosed() {
    openContexts--;
  }

  /**
   * Frees the model.
   *
   * @throws IllegalStateException if one of its contexts is still open
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (openContexts > 0) {
      throw new IllegalStateException("close the model's contexts first");
    }
    closed = true;
    Linkage.run(
        () -> {
          llama.c.modelFree.invokeExact(handle);
        });
  }
}
