package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.ContextOptions;
import dev.sluice.llamacpp.binding.Llama;
import dev.sluice.llamacpp.binding.LlamaContext;
import dev.sluice.llamacpp.binding.LlamaException;
import dev.sluice.llamacpp.binding.LlamaModel;
import dev.sluice.llamacpp.binding.ProcessEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A loaded model that answers several requests at once. Thread-safe.
 *
 * <p>One daemon thread owns the model; with nothing to do it sleeps. It does not keep the process
 * alive: when the process ends, loading or computing is given up first, since the C library must
 * not compute while its memory is taken down.
 *
 * <pre>{@code
 * try (Engine engine = Engine.open(llama, path, EngineOptions.defaults())) {
 *   ChatTemplate template = ChatTemplate.of(engine.chatTemplate().orElseThrow());
 *   engine.submit(
 *       new GenerationRequest(template.prompt(turns), 100, SamplerOptions.greedy(), List.of()), listener);
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
  /**
   * What the end of the process waits for a computation to be given up: that is asked after each
   * operation of a layer, so only a huge model or a machine in distress needs longer.
   */
  private static final Duration EXIT_WAIT = Duration.ofMillis(80);

  /** The same where the process cannot end safely before. */
  private static final Duration EXIT_WAIT_AT_WORST = Duration.ofSeconds(5);

  private final EngineOptions options;
  private final RequestQueue queue;
  private final Thread thread;
  private final Thread atExit;
  private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();

  /** C computes nothing any more, and never will again. */
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean exiting;

  /** What is known once the model is loaded. */
  private record Loaded(int contextTokens, int trainedTokens, Optional<String> chatTemplate) {}

  private Engine(Llama llama, Path gguf, EngineOptions options) {
    this.options = options;
    this.queue = new RequestQueue(options.parallel() + options.queue());
    this.thread =
        Thread.ofPlatform()
            .name("sluice-llama-" + gguf.getFileName())
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> run(llama, gguf));
    this.atExit =
        Thread.ofPlatform()
            .name("sluice-llama-exit")
            .inheritInheritableThreadLocals(false)
            .unstarted(this::stopAtExit);
  }

  /**
   * Loads a model and returns when it can answer.
   *
   * @param gguf a file that was checked before
   * @throws LlamaException if it cannot be loaded, or there is not enough memory
   * @throws InterruptedException if the thread was interrupted; loading was given up
   */
  public static Engine open(Llama llama, Path gguf, EngineOptions options)
      throws InterruptedException {
    Engine engine = new Engine(llama, gguf, options);
    try {
      // Before C begins, for it must not be loading either when the process ends.
      Runtime.getRuntime().addShutdownHook(engine.atExit);
    } catch (IllegalStateException e) {
      throw new LlamaException("The process is ending, so no model is loaded any more.", e);
    }
    engine.thread.start();
    try {
      Loaded _ = engine.loaded.get();
      return engine;
    } catch (ExecutionException e) {
      engine.close();
      switch (e.getCause()) {
        case LlamaException refused -> throw refused;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      engine.close();
      throw e;
    }
  }

  /** The tokens of prompt and answer together that one request may have. */
  public int contextTokens() {
    return loaded.join().contextTokens();
  }

  /** The same if it were not limited: what the model was trained for. */
  public int trainedTokens() {
    return loaded.join().trainedTokens();
  }

  /** The chat template in the model's file, in Jinja. */
  public Optional<String> chatTemplate() {
    return loaded.join().chatTemplate();
  }

  /** Whether it answers nothing any more: it was closed, or it broke. */
  public boolean closed() {
    return queue.closed();
  }

  /** Starts answering, or lets the request wait for its turn. Returns at once. */
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    var generation = new ActiveGeneration(request, listener, () -> LockSupport.unpark(thread));
    switch (queue.offer(generation)) {
      case ADMITTED -> LockSupport.unpark(thread);
      case FULL -> generation.fail(new EngineFailure.QueueFull(options.queue()));
      case CLOSED -> generation.fail(new EngineFailure.EngineClosed());
    }
    return generation;
  }

  /**
   * Gives up what is being computed, ends what is being answered, and frees the model. Returns when
   * that is done.
   */
  @Override
  public void close() {
    if (stop()) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The process is ending already: then the hook runs, and finds nothing to do.
      }
    }
    boolean interrupted = false;
    while (!thread.equals(Thread.currentThread())) {
      try {
        over.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a caller who goes on may delete the file that is still mapped
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stop() {
    boolean first = queue.close();
    LockSupport.unpark(thread);
    return first;
  }

  private void stopAtExit() {
    exiting = true;
    stop();
    try {
      if (!over.await(EXIT_WAIT.toMillis(), TimeUnit.MILLISECONDS)
          && !ProcessEnd.withoutDestructors()) {
        boolean _ = over.await(EXIT_WAIT_AT_WORST.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Llama llama, Path gguf) {
    try {
      load(llama, gguf);
    } catch (Throwable e) {
      if (!loaded.completeExceptionally(e)) {
        throw e; // to the uncaught exception handler; the requests have been told
      }
    } finally {
      over.countDown();
    }
  }

  private void load(Llama llama, Path gguf) {
    LlamaModel model = llama.model(gguf, queue::closed);
    try {
      answer(model, gguf);
    } finally {
      free(model::close);
    }
  }

  private void answer(LlamaModel model, Path gguf) {
    ContextOptions size = sizeFor(model, gguf);
    LlamaContext context = model.context(size);
    try {
      int tokens = size.contextTokens(); // llama.cpp makes it a multiple of 256, but never smaller
      if (context.contextTokens() < tokens) {
        throw new LlamaException(
            "llama.cpp gave each answer a context of %d tokens, not the %d that were asked for."
                .formatted(context.contextTokens(), tokens));
      }
      var loop = new ComputeLoop(context, model.vocabulary(), queue, options, tokens);
      loaded.complete(new Loaded(tokens, model.trainedContext(), model.chatTemplate()));
      loop.run();
    } finally {
      free(context::close);
    }
  }

  /** Memory goes with the process, and to free it first would only delay that. */
  private void free(Runnable close) {
    if (!exiting) {
      close.run();
    }
  }

  private ContextOptions sizeFor(LlamaModel model, Path gguf) {
    if (!model.generatesText()) {
      throw new LlamaException(
          gguf
              + " holds a model that writes no text of its own, perhaps one for embeddings or translation: use an instruct model.");
    }
    return new ContextOptions(
        Math.min(options.contextTokens(), model.trainedContext()),
        options.parallel(),
        Math.max(options.pieceTokens(), options.parallel()),
        options.threads());
  }
}
