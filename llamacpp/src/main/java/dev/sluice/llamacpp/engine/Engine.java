package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.ContextOptions;
import dev.sluice.llamacpp.binding.Llama;
import dev.sluice.llamacpp.binding.LlamaContext;
import dev.sluice.llamacpp.binding.LlamaException;
import dev.sluice.llamacpp.binding.LlamaModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A loaded model that answers several requests at once. Thread-safe.
 *
 * <p>One daemon thread owns the model; with nothing to do it sleeps. It does not keep the process
 * alive: when the process ends, the computation under way is ended first, since the C library must
 * not compute while its memory is taken down.
 *
 * <pre>{@code
 * try (Engine engine = Engine.open(llama, path, EngineOptions.defaults())) {
 *   ChatTemplate template = ChatTemplate.of(engine.chatTemplate().orElseThrow());
 *   engine.submit(
 *       new GenerationRequest(template.prompt(turns), 100, Sampling.greedy(), List.of()), listener);
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
  /**
   * A computation lasts for a token or a piece of a prompt; only a machine in distress needs
   * longer.
   */
  private static final Duration EXIT_WAIT = Duration.ofSeconds(5);

  private final EngineOptions options;
  private final RequestQueue queue;
  private final Thread thread;
  private final Thread atExit;
  private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();

  /** What is known once the model is loaded. */
  private record Loaded(int contextTokens, Optional<String> chatTemplate) {}

  private Engine(Llama llama, Path gguf, EngineOptions options) {
    this.options = options;
    this.queue = new RequestQueue(options.parallel() + options.queue());
    this.thread =
        Thread.ofPlatform()
            .name("sluice-llama-" + gguf.getFileName())
            .daemon()
            .unstarted(() -> run(llama, gguf));
    this.atExit = Thread.ofPlatform().name("sluice-llama-exit").unstarted(this::stopAtExit);
  }

  /**
   * Loads a model and returns when it can answer.
   *
   * @param gguf a file that was checked before
   * @throws LlamaException if it cannot be loaded, or there is not enough memory
   */
  public static Engine open(Llama llama, Path gguf, EngineOptions options) {
    Engine engine = new Engine(llama, gguf, options);
    engine.thread.start();
    try {
      engine.loaded.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LlamaException refused ? refused : e;
    }
    Runtime.getRuntime().addShutdownHook(engine.atExit);
    return engine;
  }

  /** The tokens of prompt and answer together that one request may have. */
  public int contextTokens() {
    return loaded.join().contextTokens();
  }

  /** The chat template in the model's file, in Jinja. */
  public Optional<String> chatTemplate() {
    return loaded.join().chatTemplate();
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

  /** Ends what is being answered, and frees the model. Returns when that is done. */
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
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
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
    stop();
    try {
      boolean _ = thread.join(EXIT_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Llama llama, Path gguf) {
    try (LlamaModel model = llama.model(gguf);
        LlamaContext context = model.context(sizeFor(model, gguf))) {
      var loop = new ComputeLoop(context, model.vocabulary(), queue, options);
      loaded.complete(new Loaded(context.contextTokens(), model.chatTemplate()));
      loop.run();
    } catch (Throwable e) {
      if (!loaded.completeExceptionally(e)) {
        throw e; // to the uncaught exception handler; the requests have been told
      }
    }
  }

  private ContextOptions sizeFor(LlamaModel model, Path gguf) {
    if (!model.generatesText()) {
      throw new LlamaException(gguf + " holds a model that does not generate text.");
    }
    return new ContextOptions(
        Math.min(options.contextTokens(), model.trainedContext()),
        options.parallel(),
        Math.max(options.pieceTokens(), options.parallel()),
        options.threads());
  }
}
