package dev.sluice.llamacpp.engine;

/**
 * A request and how far it is. Cancel and resume come from any thread; everything else belongs to
 * the engine's.
 */
final class ActiveGeneration implements Generation {
  private final GenerationRequest request;
  private final GenerationListener listener;
  private final Runnable wakeEngine;
  private volatile boolean cancelled;

  private int promptTokens;
  private int reusedTokens;
  private int generatedTokens;
  private boolean ended;

  ActiveGeneration(GenerationRequest request, GenerationListener listener, Runnable wakeEngine) {
    this.request = request;
    this.listener = listener;
    this.wakeEngine = wakeEngine;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wakeEngine.run();
  }

  @Override
  public void resume() {
    wakeEngine.run();
  }

  GenerationRequest request() {
    return request;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Whether another token is wanted now. */
  boolean ready() {
    boolean[] ready = {false};
    hear(() -> ready[0] = listener.isReady());
    return ready[0] && !ended;
  }

  boolean ended() {
    return ended;
  }

  void start(int prompt, int reused) {
    promptTokens = prompt;
    reusedTokens = reused;
    hear(() -> listener.started(prompt));
  }

  /** So many tokens of the prompt are computed. */
  void read(int computed) {
    hear(() -> listener.read(computed, promptTokens));
  }

  /** Counts a token, and says whether it was the last that the request allows. */
  boolean countToken() {
    generatedTokens++;
    return generatedTokens >= request.maxTokens();
  }

  void text(String text) {
    if (!text.isEmpty() && !ended) {
      hear(() -> listener.text(text));
    }
  }

  TokenUsage usage() {
    return new TokenUsage(promptTokens, reusedTokens, generatedTokens);
  }

  void end(GenerationEnd end) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      listener.ended(end);
    } catch (Throwable e) {
      report(e);
    }
  }

  void fail(EngineFailure failure) {
    end(new GenerationEnd.Failed(failure, usage()));
  }

  /** A listener's fault ends its own generation, which hears of it, and nobody else's. */
  private void hear(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      fail(new EngineFailure.ListenerFault(e));
    }
  }

  /** What was thrown at the end: there is nothing left to end, and the thread goes on. */
  private static void report(Throwable fault) {
    Thread current = Thread.currentThread();
    try {
      current.getUncaughtExceptionHandler().uncaughtException(current, fault);
    } catch (Throwable e) {
      // The handler's own fault: nobody is left to hear of it, and other answers need the thread.
      fault.addSuppressed(e);
    }
  }
}
