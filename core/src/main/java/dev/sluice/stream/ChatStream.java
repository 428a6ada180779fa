package dev.sluice.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer as it arrives. The same stream can be seen as a blocking iterator ({@link #events},
 * {@link #text}), as a {@link Flow.Publisher} ({@link #publisher()}), as callbacks ({@link
 * #onEach}) or as a future of its end ({@link #reply}, {@link #ending}); one of the first three can
 * read it, the futures may always watch.
 *
 * <p>Whatever happens there is exactly one {@link Ending}, with all that had come. A reader that is
 * slow or stops makes the socket stop: at most {@value EventBuffer#HIGH_EVENTS} events or {@value
 * EventBuffer#HIGH_CHARACTERS} characters wait here, and what one read from the network brings.
 *
 * <p>{@link #cancel}, {@link #close} and the futures may be used from any thread.
 */
public final class ChatStream implements AutoCloseable {
  /** A reply longer than this many characters is ended: it is kept in memory whole. */
  static final long MOST_CHARACTERS = 16 * 1024 * 1024;

  /** Runs callbacks and subscribers when the user names no executor: never an I/O thread. */
  static final Executor VIRTUAL_THREADS =
      task -> Thread.ofVirtual().name("sluice-view").start(task);

  private enum View {
    NONE,
    PULL,
    PUSH,
    DISCARD
  }

  private final Object lock = new Object();
  private final EventBuffer buffer = new EventBuffer();
  private final Bell bell = new Bell();
  private final Sink sink = new Sink();
  private final LongSupplier nanoClock;
  private final ReplyBuilder reply;
  private volatile boolean full;
  private View view = View.NONE;
  private @Nullable StreamControl control;
  private @Nullable Ending ending;
  private final List<Consumer<Ending>> watchers = new ArrayList<>(0);

  private ChatStream(ChatRequest request, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.reply = new ReplyBuilder(nanoClock.getAsLong(), request.streamed());
  }

  static ChatStream open(StreamSource source, ChatRequest request, LongSupplier nanoClock) {
    ChatStream stream = new ChatStream(request, nanoClock);
    try {
      stream.hold(source.open(request, stream.sink));
    } catch (RuntimeException defect) {
      stream.sink.onEnd(new Cause.Failed(new Failure.Defect(defect)));
    }
    return stream;
  }

  /**
   * Every event, the last being {@link StreamEvent.Ended}. Waits in {@code next}; a thread that is
   * interrupted while it waits cancels the stream and keeps its interrupt flag.
   *
   * @throws IllegalStateException if something else reads this stream
   */
  public Iterable<StreamEvent> events() {
    claim(View.PULL);
    return once(new EventIterator(this));
  }

  /**
   * The answer's text as it arrives. The iteration ends when the answer is complete, and otherwise
   * throws.
   *
   * @throws StreamException from the iteration, if the stream ends incomplete
   * @throws IllegalStateException if something else reads this stream
   */
  public Iterable<String> text() {
    claim(View.PULL);
    return once(new TextIterator(this));
  }

  /**
   * {@link #publisher(Executor)} on virtual threads, each shared by streams that are read together.
   * The subscriber may block: no other stream then waits for it.
   */
  public Flow.Publisher<StreamEvent> publisher() {
    return publisher(VIRTUAL_THREADS);
  }

  /**
   * Every event with the subscriber's demand, then {@code onComplete} after {@link
   * StreamEvent.Ended}, whatever the ending. One subscriber; a second one gets {@code onError}.
   * Cancelling the subscription cancels the stream.
   *
   * @param executor runs the subscriber; {@code Runnable::run} runs it on the thread that reads the
   *     network, which is fastest and must never wait
   */
  public Flow.Publisher<StreamEvent> publisher(Executor executor) {
    return subscriber -> Delivery.subscribe(this, subscriber, executor);
  }

  /**
   * {@link #onEach(Executor, Consumer)} on virtual threads, each shared by streams that are read
   * together. The listener may block: no other stream then waits for it.
   */
  public CompletableFuture<Ending> onEach(Consumer<? super StreamEvent> listener) {
    return onEach(VIRTUAL_THREADS, listener);
  }

  /**
   * Calls the listener with every event, one at a time.
   *
   * @param executor runs the listener; {@code Runnable::run} runs it on the thread that reads the
   *     network, which is fastest and must never wait
   * @return the ending once the listener has had it; if the listener throws, the stream is
   *     cancelled and this future fails with what it threw. Cancelling the future cancels the
   *     stream
   * @throws IllegalStateException if something else reads this stream
   */
  public CompletableFuture<Ending> onEach(
      Executor executor, Consumer<? super StreamEvent> listener) {
    claim(View.PUSH);
    CompletableFuture<Ending> heard = new CancellingFuture<>(this::cancel);
    Delivery.listen(this, new Delivery.Listener(listener, heard, this), executor);
    return heard;
  }

  /**
   * How the stream ends, as a value: it never fails. It only watches: somebody else must read the
   * stream, or use {@link #await} or {@link #reply}. Cancelling the future cancels the stream.
   */
  public CompletableFuture<Ending> ending() {
    CompletableFuture<Ending> future = new CancellingFuture<>(this::cancel);
    whenEnded(end -> VIRTUAL_THREADS.execute(() -> future.complete(end)));
    return future;
  }

  /**
   * The whole reply; reads the stream if nothing else does. Fails with {@link StreamException} if
   * the stream ends incomplete. Cancelling the future cancels the stream.
   */
  public CompletableFuture<Reply> reply() {
    discardUnlessRead();
    CompletableFuture<Reply> future = new CancellingFuture<>(this::cancel);
    whenEnded(end -> VIRTUAL_THREADS.execute(() -> completeWithReply(future, end)));
    return future;
  }

  /**
   * Waits for the end and returns it; what is unread is skipped, and is in the ending's reply. A
   * thread that is interrupted while it waits cancels the stream and keeps its interrupt flag.
   */
  public Ending await() {
    synchronized (lock) {
      if (view == View.NONE || view == View.PULL) {
        view = View.DISCARD;
        buffer.clear();
      }
    }
    readOnIfLow();
    CompletableFuture<Ending> end = new CompletableFuture<>();
    whenEnded(end::complete);
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
   * Stops the stream in any phase and returns at once. Its ending is {@link Cause.Cancelled} with
   * what had come, readers get that ending next, and the provider sees its socket close. No effect
   * once the stream has ended.
   */
  public void cancel() {
    finish(new Cause.Cancelled(), false);
  }

  /** {@link #cancel}, for try-with-resources. */
  @Override
  public void close() {
    cancel();
  }

  // What the views need.

  private static <T> Iterable<T> once(Iterator<T> iterator) {
    return () -> iterator;
  }

  private void claim(View wanted) {
    if (!tryClaim(wanted)) {
      throw alreadyRead();
    }
  }

  private boolean tryClaim(View wanted) {
    synchronized (lock) {
      if (view != View.NONE) {
        return false;
      }
      view = wanted;
      return true;
    }
  }

  /** Takes the stream for a push view; false if something reads it already. */
  boolean claimForPush() {
    return tryClaim(View.PUSH);
  }

  static IllegalStateException alreadyRead() {
    return new IllegalStateException(
        "something else reads this stream already; open another one with model.stream()");
  }

  /** Reads and forgets, if nothing else reads: whoever wants only the end. */
  void discardUnlessRead() {
    synchronized (lock) {
      if (view != View.NONE) {
        return;
      }
      view = View.DISCARD;
      buffer.clear();
    }
    readOnIfLow();
  }

  /** The next event, or null if none is here now; the reader is then woken when one is. */
  @Nullable StreamEvent next(Bell.Reader reader) {
    StreamEvent event;
    synchronized (lock) {
      event = buffer.poll();
      if (event == null && view == View.DISCARD && ending != null) {
        event = new StreamEvent.Ended(ending);
      }
      if (event == null) {
        bell.expect(reader);
      }
    }
    if (event != null) {
      readOnIfLow();
    }
    return event;
  }

  /** Wakes the reader if it waits. */
  private void wake(boolean mayBlock) {
    Bell.Reader reader;
    synchronized (lock) {
      reader = bell.answer();
    }
    if (reader != null) {
      reader.wake(mayBlock);
    }
  }

  private void readOnIfLow() {
    if (!full) {
      return;
    }
    StreamControl upstream;
    synchronized (lock) {
      if (!full || !buffer.isLow()) {
        return;
      }
      full = false;
      upstream = control;
    }
    if (upstream != null) {
      upstream.resume();
    }
  }

  private void hold(StreamControl opened) {
    boolean over;
    synchronized (lock) {
      control = opened;
      over = ending instanceof Ending.Incomplete;
    }
    if (over) {
      opened.cancel();
    } else if (!full) {
      opened.resume();
    }
  }

  /** Ends the stream unless it has ended; an end that the source did not tell stops the source. */
  private void finish(Outcome outcome, boolean toldBySource) {
    StreamControl upstream;
    Ending end;
    Bell.Reader reader;
    synchronized (lock) {
      if (ending != null) {
        return;
      }
      end = reply.end(outcome, nanoClock.getAsLong());
      ending = end;
      if (!toldBySource) {
        buffer.clear();
      }
      if (view != View.DISCARD) {
        buffer.add(new StreamEvent.Ended(end));
      }
      upstream = control;
      reader = bell.ring();
    }
    if (!toldBySource) {
      if (upstream != null) {
        upstream.cancel();
      }
      wake(false);
    } else if (reader != null) {
      sink.call(reader);
    }
    // No watcher is added once the ending is set, so the list is read without the lock.
    watchers.forEach(watcher -> watcher.accept(end));
  }

  /** Hands the ending over once it is there, on whatever thread ended the stream. */
  void whenEnded(Consumer<Ending> watcher) {
    Ending end;
    synchronized (lock) {
      end = ending;
      if (end == null) {
        watchers.add(watcher);
      }
    }
    if (end != null) {
      watcher.accept(end);
    }
  }

  private static void completeWithReply(CompletableFuture<Reply> future, Ending end) {
    switch (end) {
      case Ending.Completed done -> future.complete(done.reply());
      case Ending.Incomplete early -> future.completeExceptionally(new StreamException(early));
    }
  }

  /** Where the source puts what happens; as a task, it wakes the reader. */
  private final class Sink implements StreamSink, Runnable {
    private volatile @Nullable Executor afterRound;

    @Override
    public void onEvent(StreamEvent event) {
      boolean tooLong;
      Bell.Reader reader;
      synchronized (lock) {
        if (ending != null) {
          return;
        }
        tooLong = reply.add(event, nanoClock.getAsLong()) > MOST_CHARACTERS;
        if (view != View.DISCARD) {
          buffer.add(event);
          if (buffer.isFull()) {
            full = true;
          }
        }
        reader = bell.ring();
      }
      if (tooLong) {
        Failure failure = new Failure.LimitExceeded("the answer", MOST_CHARACTERS, "characters");
        finish(new Cause.Failed(failure), false);
      } else if (reader != null) {
        call(reader);
      }
    }

    /** Wakes this reader, together with those of other streams if it can wait that long. */
    void call(Bell.Reader reader) {
      Executor later = afterRound;
      if (later != null && reader.isPatient()) {
        later.execute(this);
      } else {
        wake(false);
      }
    }

    @Override
    public void run() {
      wake(true);
    }

    @Override
    public void onRounds(Executor executor) {
      afterRound = executor;
    }

    @Override
    public void onEnd(Outcome outcome) {
      finish(outcome, true);
    }

    @Override
    public boolean isReady() {
      return !full;
    }
  }
}
