package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * One answer as it arrives. The same stream can be seen as a blocking iterator ({@link #events},
 * {@link #text}), as a {@link Flow.Publisher} ({@link #publisher()}, {@link #textPublisher()}), as
 * callbacks ({@link #onEach}) or as a future of its end ({@link #reply}, {@link #ending}); one of
 * the first three can read it, the futures may always watch.
 *
 * <p>Whatever happens there is exactly one {@link Ending}, with all that had come. A reader that is
 * slow or stops makes the socket stop: at most {@value EventBuffer#HIGH_EVENTS} events or {@value
 * EventBuffer#HIGH_CHARACTERS} characters wait here, and what one read from the network brings.
 *
 * <p>{@link #cancel}, {@link #close} and the futures may be used from any thread.
 */
public final class ChatStream implements AutoCloseable {
  /**
   * The choice of the thread that reads the network, for callbacks and subscribers: the fastest way
   * to hear of a token. It must not wait there, because other streams are read by the same thread;
   * one that takes more than 10 ms for each of two events that follow each other is moved to
   * virtual threads from its next event on. Timeouts hold whatever happens there. What would wait
   * there for a stream ({@link #await}, an iterator, a future's {@code get} or {@code join}) throws
   * an {@link IllegalStateException} instead: the end that it waits for is brought by this thread.
   * A future that is not of this library, such as {@code allOf} of several of its, cannot do so,
   * and would wait for ever.
   *
   * <p>Only this constant means it: any other executor, {@code Runnable::run} too, is given its
   * tasks on a virtual thread.
   */
  public static final Executor INLINE = Runnable::run;

  /**
   * For so long a stream whose buffer is full may stay unread; then it ends as failed and lets go
   * of its connection.
   */
  public static final Duration UNREAD_BOUND = Duration.ofMinutes(5);

  private final Arrival arrival;

  /** Calls those who name no executor. */
  private final Executor callbacks;

  private ChatStream(Arrival arrival, Executor callbacks) {
    this.arrival = arrival;
    this.callbacks = callbacks;
  }

  /** Opens the stream that arrives there. */
  static ChatStream open(
      Arrival arrival, StreamSource source, ChatRequest request, Executor callbacks) {
    request.deadline().ifPresent(time -> new Deadline(arrival, time).begin());
    arrival.open(source, request);
    return new ChatStream(arrival, callbacks);
  }

  /**
   * Every event, the last being {@link StreamEvent.Ended}. Waits in {@code next}; a thread that is
   * interrupted while it waits cancels the stream and keeps its interrupt flag.
   *
   * @throws IllegalStateException if something else reads this stream
   */
  public Iterable<StreamEvent> events() {
    claim(Arrival.View.PULL);
    return once(new EventIterator(arrival));
  }

  /**
   * The answer's text as it arrives, without what its provider calls commentary; of a model that
   * refuses, the words of its refusal. The iteration ends when the answer is complete, and
   * otherwise throws.
   *
   * @throws StreamException from the iteration, if the stream ends incomplete, if its provider
   *     withheld the answer, and if it begins anew after some of it was handed out
   * @throws IllegalStateException if something else reads this stream
   */
  public Iterable<String> text() {
    claim(Arrival.View.PULL);
    return once(new TextIterator(arrival));
  }

  /**
   * {@link #publisher(Executor)} on the executor of {@link ChatModel#callbacksOn}; by default on
   * virtual threads, each shared by streams that are read together, where the subscriber may block:
   * no other stream then waits for it.
   */
  public Flow.Publisher<StreamEvent> publisher() {
    return publisher(callbacks);
  }

  /**
   * Every event with the subscriber's demand, then {@code onComplete} after {@link
   * StreamEvent.Ended}, whatever the ending. One subscriber; a second one gets {@code onError}.
   * Cancelling the subscription cancels the stream.
   *
   * @param executor runs the subscriber; {@link #INLINE} is the thread that reads the network. If
   *     it throws (it is shut down, or full) the stream is cancelled and the subscriber hears
   *     {@code onError}
   */
  public Flow.Publisher<StreamEvent> publisher(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return subscriber -> Delivery.subscribe(arrival, subscriber, executor);
  }

  /** {@link #textPublisher(Executor)} on the executor that {@link #publisher()} has. */
  public Flow.Publisher<String> textPublisher() {
    return textPublisher(callbacks);
  }

  /**
   * The answer's text alone, as {@link #text} gives it, with the subscriber's demand: {@code
   * onComplete} follows when the answer is complete, and otherwise {@code onError} with the {@link
   * StreamException} that {@link #text} throws. One subscriber; a second one gets {@code onError}.
   * Cancelling the subscription cancels the stream. As the end is an event, it is told to a
   * subscriber that has asked for more than the texts that came.
   *
   * @param executor as for {@link #publisher(Executor)}
   */
  public Flow.Publisher<String> textPublisher(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return subscriber -> TextDelivery.subscribe(arrival, subscriber, executor);
  }

  /**
   * {@link #onEach(Executor, Consumer)} on the executor of {@link ChatModel#callbacksOn}; by
   * default on virtual threads, each shared by streams that are read together, where the listener
   * may block: no other stream then waits for it.
   */
  public CompletableFuture<Ending> onEach(Consumer<? super StreamEvent> listener) {
    return onEach(callbacks, listener);
  }

  /**
   * Calls the listener with every event, one at a time.
   *
   * @param executor runs the listener; {@link #INLINE} is the thread that reads the network. If it
   *     throws (it is shut down, or full) the stream is cancelled and the future fails with that
   * @return the ending once the listener has had it; if the listener throws, the stream is
   *     cancelled and this future fails with what it threw. Cancelling this future cancels the
   *     stream; a future that {@code thenAccept} or the like made of it only stops waiting
   * @throws IllegalStateException if something else reads this stream
   */
  public CompletableFuture<Ending> onEach(
      Executor executor, Consumer<? super StreamEvent> listener) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(listener, "listener");
    claim(Arrival.View.PUSH);
    CompletableFuture<Ending> heard = new CancellingFuture<>(this::cancel, arrival::isCalledHere);
    Executor news = INLINE.equals(executor) ? task -> arrival.complete(heard, task) : Runnable::run;
    Delivery.listen(arrival, new Listener(listener, heard, arrival, news), executor);
    return heard;
  }

  /**
   * How the stream ends, as a value: it never fails, and is there as soon as the end is decided,
   * whatever the stream's reader is doing. If nobody has begun to read the stream by the time that
   * its buffer is full, it is read and skipped from then on. Cancelling the future, or failing it
   * as {@code orTimeout} does, cancels the stream.
   */
  public CompletableFuture<Ending> ending() {
    CompletableFuture<Ending> future =
        new CancellingFuture<>(this::cancel, arrival::wouldWaitForItself);
    whenKnown(future, end -> future.complete(end));
    return future;
  }

  /**
   * The whole reply; reads the stream as {@link #ending} does if nothing else does. Fails with
   * {@link StreamException} if the stream ends incomplete. Cancelling the future, or failing it as
   * {@code orTimeout} does, cancels the stream.
   */
  public CompletableFuture<Reply> reply() {
    CompletableFuture<Reply> future =
        new CancellingFuture<>(this::cancel, arrival::wouldWaitForItself);
    whenKnown(future, end -> completeWithReply(future, end));
    return future;
  }

  /**
   * Waits for the end and returns it; what is unread is skipped, and is in the ending's reply. A
   * thread that is interrupted while it waits cancels the stream and keeps its interrupt flag.
   *
   * @throws IllegalStateException inside a callback on {@link #INLINE}, or one of this stream,
   *     unless the stream has ended
   */
  public Ending await() {
    if (!arrival.hasEnded()) {
      InPlace.refuseToWait("await()");
      if (arrival.wouldWaitForItself()) {
        throw InPlace.waitsForItself("await()");
      }
    }
    arrival.discardUnlessPushed();
    CompletableFuture<Ending> end = new CompletableFuture<>();
    arrival.whenEnded(end::complete);
    boolean interrupted = false;
    while (true) {
      try {
        Ending result = end.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return result;
      } catch (InterruptedException e) {
        interrupted = true;
        cancel();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /**
   * Stops the stream in any phase and returns at once; it waits for nothing, also not for a
   * listener that is being called. Its ending is {@link dev.sluice.chat.Cause.Cancelled} with all
   * that had come; readers get that ending next, and the provider sees its socket close. No effect
   * once the stream has ended.
   */
  public void cancel() {
    arrival.cancel();
  }

  /** {@link #cancel}, for try-with-resources. */
  @Override
  public void close() {
    cancel();
  }

  private static <T> Iterable<T> once(Iterator<T> iterator) {
    return () -> iterator;
  }

  private void claim(Arrival.View wanted) {
    if (!arrival.claim(wanted)) {
      throw alreadyRead();
    }
  }

  static IllegalStateException alreadyRead() {
    return new IllegalStateException(
        "something else reads this stream already; open another one with model.stream()");
  }

  /** Completes a future once the end is there: at once, if it is, for nobody has attached to it. */
  private void whenKnown(CompletableFuture<?> future, Consumer<Ending> completion) {
    if (arrival.hasEnded()) {
      arrival.whenEnded(completion);
    } else {
      arrival.whenEnded(end -> arrival.complete(future, () -> completion.accept(end)));
    }
    arrival.drain();
  }

  private static void completeWithReply(CompletableFuture<Reply> future, Ending end) {
    try {
      future.complete(end.completeReply());
    } catch (StreamException noReply) {
      future.completeExceptionally(noReply);
    }
  }

  // What those need who read many streams together.

  void discardUnlessRead() {
    arrival.discardUnlessRead();
  }

  void whenEnded(Consumer<Ending> watcher) {
    arrival.whenEnded(watcher);
  }
}
