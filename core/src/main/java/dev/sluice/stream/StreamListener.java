package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every stream of a model, for logs, metrics and traces; given by {@link
 * ChatModel#observedBy}. Thread-safe.
 *
 * <p>It listens to what is asked of its own model. The attempts at other models that a fallback
 * makes are heard as attempts of the same stream; the listeners of those models hear nothing then.
 */
@FunctionalInterface
public interface StreamListener {

  /**
   * A stream is about to be opened. Called on the thread that asks, before anything is done for the
   * stream, so that what belongs to that thread (a trace's context, a logger's) can be taken from
   * it: {@link ChatModel#stream}, {@link ChatModel#ask} and {@link Gather#start} are called on it,
   * and of a publisher its {@code subscribe}. The thread waits for it. What it throws is reported
   * to the thread's handler of uncaught exceptions, and is as if it had returned null.
   *
   * @param model {@code provider/model}
   * @param request what is asked; it holds the prompt, which is not for every log
   * @return hears what happens to this stream; null for nobody
   */
  @Nullable StreamObservation opened(String model, ChatRequest request);
}
