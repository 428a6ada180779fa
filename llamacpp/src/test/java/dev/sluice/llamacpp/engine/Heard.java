package dev.sluice.llamacpp.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A listener that remembers; fails if anything follows the end. */
final class Heard implements GenerationListener {
  private final List<String> texts = new ArrayList<>();
  private final CompletableFuture<Integer> started = new CompletableFuture<>();
  private final CompletableFuture<GenerationEnd> end = new CompletableFuture<>();
  private final CompletableFuture<Generation> generation = new CompletableFuture<>();
  private IntConsumer onText = _ -> {};
  private IntConsumer onAsked = _ -> {};
  private Consumer<GenerationEnd> onEnd = _ -> {};
  private int asked;
  private volatile boolean ready = true;

  /** Submits a request with this listener. */
  Heard submitTo(Engine engine, GenerationRequest request) {
    generation.complete(engine.submit(request, this));
    return this;
  }

  /** Called on the engine's thread after each text, with how many there were. */
  Heard onText(IntConsumer action) {
    onText = action;
    return this;
  }

  /** Called on the engine's thread when it asks whether more is wanted, with how often it did. */
  Heard onAsked(IntConsumer action) {
    onAsked = action;
    return this;
  }

  /** Called on the engine's thread with the end. */
  Heard onEnd(Consumer<GenerationEnd> action) {
    onEnd = action;
    return this;
  }

  /** Wants no more from now on. */
  Heard pause() {
    ready = false;
    return this;
  }

  void resume() {
    ready = true;
    generation.join().resume();
  }

  void cancel() {
    generation.join().cancel();
  }

  @Override
  public void started(int promptTokens) {
    if (!started.complete(promptTokens)) {
      throw new AssertionError("a second start");
    }
  }

  @Override
  public void text(String text) {
    if (!started.isDone() || end.isDone()) {
      throw new AssertionError("'" + text + "' before the start or after the end");
    }
    texts.add(text);
    onText.accept(texts.size());
  }

  @Override
  public boolean isReady() {
    onAsked.accept(++asked);
    return ready;
  }

  @Override
  public void ended(GenerationEnd ending) {
    if (!end.complete(ending)) {
      throw new AssertionError("a second end: " + ending);
    }
    onEnd.accept(ending);
  }

  int awaitStart() {
    return started.join();
  }

  boolean hasStarted() {
    return started.isDone();
  }

  GenerationEnd awaitEnd() {
    return end.join();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** The whole answer; waits for its end. */
  String answer() {
    GenerationEnd _ = end.join();
    return String.join("", texts);
  }

  /** Its pieces up to now; for after the end, or while it rests. */
  List<String> texts() {
    return List.copyOf(texts);
  }
}
