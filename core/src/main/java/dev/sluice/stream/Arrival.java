package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.HeldControl;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamRecorder;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where what a source tells and what a reader wants meet: keeps the reply and the events that are
 * not read yet, wakes the reader who waits, stops the source while nobody reads, and makes the one
 * ending. {@link ChatStream} shows it to users. As a task, it wakes the reader. Thread-safe.
 *
 * <p>Its lock guards its fields for a few instructions; nothing is called out while it is held. An
 * end is decided under it and freezes the reply, and what follows from an end (the source is
 * stopped, futures complete) waits for nobody: only its delivery to a reader waits until that
 * reader's current call returns.
 */
// Long because who may change what under the lock is seen only with the whole before one's eyes.
final class Arrival implements StreamSink, Lane.Owner, Runnable {
  private static final VarHandle CALLED;

  static {
    try {
      CALLED = MethodHandles.lookup().findVarHandle(Arrival.class, "called", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** How long users' news may wait for a virtual thread before another one brings them. */
  private static final Duration NEWS_PATIENCE = Duration.ofMillis(20);

  /** Who reads. */
  enum View {
    NONE,
    PULL,
    PUSH,
    DISCARD
  }

  private final Lane lane;
  private final @Nullable Audience audience;
  private final @Nullable Recording recording;
  private final HeldControl control = new HeldControl();
  private final EventBuffer buffer = new EventBuffer();
  private final Bell bell = new Bell();
  private final StreamTimer timer;
  private final ReplyBuilder reply;
  private final List<Consumer<Ending>> watchers = new ArrayList<>(0);
  private volatile boolean full;
  private View view = View.NONE;

  /** Whether somebody wants the end, who reads the stream if nobody else does. */
  private boolean drained;

  private @Nullable Runnable unreadAlarm;
  private @Nullable Ending ending;

  /** The thread that calls a reader with an event; kept as {@link Lane} keeps who is in it. */
  @SuppressWarnings("unused") // through CALLED
  private long called;

  /**
   * @param model who is asked
   * @param kept what of the answer there is before it begins
   * @param audience those who listen to the stream; null if nobody does
   * @param recorder keeps what it tells; null if nobody does
   */
  Arrival(
      String model,
      Optional<Reply> kept,
      ChatRequest request,
      StreamTimer timer,
      @Nullable Audience audience,
      @Nullable StreamRecorder recorder) {
    this.timer = timer;
    this.audience = audience;
    this.recording = recorder == null ? null : new Recording(recorder);
    this.lane = new Lane(this, audience, recorder);
    long nowNanos = timer.nanos();
    this.reply =
        kept.map(partial -> new ReplyBuilder(partial, nowNanos, request.streamed()))
            .orElseGet(() -> new ReplyBuilder(model, nowNanos, request.streamed()));
  }

  StreamTimer timer() {
    return timer;
  }

  // What the source does.

  /** Lets the source begin. */
  void open(StreamSource source, ChatRequest request) {
    try {
      source.open(request, this);
    } catch (Throwable thrown) {
      onDefect(thrown);
    }
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void onOpen(StreamControl opened) {
    control.hold(opened);
  }

  @Override
  public void onEvent(StreamEvent event) {
    StreamEvent shown;
    Failure.LimitExceeded excess;
    boolean filled = false;
    boolean ring = false;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      shown = reply.add(event, timer.nanos());
      excess = reply.excess();
      if (recording == null) {
        filled = show(shown);
        ring = bell.ring();
      } else {
        recording.begin();
      }
    }
    if (recording != null) {
      Ending end;
      recording.tell(event);
      synchronized (this) {
        recording.done();
        end = ending;
        if (end == null) {
          filled = show(shown);
          ring = bell.ring();
        }
      }
      if (end != null) {
        recording.tell(end); // Whoever decided it has left that to this thread.
        return;
      }
    }
    if (audience != null) {
      audience.heard(shown);
    }
    if (ring) {
      lane.callAfterwards();
    }
    if (excess != null) {
      finish(new Cause.Failed(excess), true, true);
    } else if (filled) {
      filledUnread();
    }
  }

  /** Puts an event where the reader finds it; says whether the buffer is full now and unread. */
  private boolean show(StreamEvent event) {
    if (view == View.DISCARD) {
      return false;
    }
    buffer.add(event);
    if (full || !buffer.isFull()) {
      return false;
    }
    full = true;
    return view == View.NONE;
  }

  @Override
  public void onLeft(boolean elsewhere, @Nullable Executor afterRound) {
    if (elsewhere || timer.isAside()) {
      wake(Bell.Caller.BYSTANDER);
      return;
    }
    Bell.Reader reader;
    synchronized (this) {
      reader = bell.called();
    }
    if (reader != null && reader.isPatient() && afterRound != null) {
      afterRound.execute(this);
    } else {
      wake(Bell.Caller.SOURCE);
    }
  }

  @Override
  public void run() {
    wake(Bell.Caller.VIEW);
  }

  @Override
  public void onDefect(Throwable thrown) {
    finish(new Cause.Failed(new Failure.Defect(thrown)), true, true);
  }

  @Override
  public void onEnd(Outcome outcome) {
    finish(Objects.requireNonNull(outcome, "outcome"), false, true);
  }

  @Override
  public boolean isReady() {
    return !full;
  }

  /**
   * Ends the stream unless it has ended.
   *
   * @param stop whether the source is to be stopped: it has not told of the end itself
   * @param keep whether the reader still gets what he has not read; the reply has it in any case
   */
  private void finish(Outcome outcome, boolean stop, boolean keep) {
    Ending end;
    Runnable alarm;
    boolean ring;
    boolean recorded;
    synchronized (this) {
      if (ending != null) {
        return;
      }
      end = endingOf(outcome);
      ending = end;
      recorded = recording != null && recording.isIdle();
      if (!keep) {
        buffer.clear();
      }
      if (view != View.DISCARD) {
        buffer.add(new StreamEvent.Ended(end));
      }
      alarm = takeUnreadAlarm();
      ring = bell.ring();
    }
    if (stop) {
      control.cancel();
    }
    silence(alarm);
    if (recording != null && recorded) {
      recording.tell(end);
    }
    if (audience != null) {
      audience.ended(end);
    }
    // No watcher is added once the ending is set, so the list is read without the lock.
    watchers.forEach(watcher -> watcher.accept(end));
    if (!lane.isMine()) {
      wake(Bell.Caller.BYSTANDER);
    } else if (ring) {
      lane.callAfterwards();
    }
  }

  /**
   * The ending that an outcome makes of what has come. A stream whose reply cannot be made, because
   * the memory for the joined text is missing or a source has sent what nobody foresaw, must still
   * end: then what can be told is why.
   */
  private Ending endingOf(Outcome outcome) {
    try {
      return reply.end(outcome, timer.nanos());
    } catch (Throwable thrown) {
      return new Ending.Incomplete(
          Reply.builder().build(), new Cause.Failed(new Failure.Defect(thrown)));
    }
  }

  // What the views do.

  /** Takes the stream for a view; false if something reads it already, or it is being skipped. */
  boolean claim(View wanted) {
    Runnable alarm;
    synchronized (this) {
      if (view != View.NONE) {
        return false;
      }
      view = wanted;
      alarm = takeUnreadAlarm();
    }
    silence(alarm);
    return true;
  }

  /** Somebody wants the end: once the buffer is full, what nobody has begun to read is skipped. */
  void drain() {
    boolean skips;
    synchronized (this) {
      drained = true;
      skips = full;
    }
    if (skips) {
      discard(false);
    }
  }

  /** Reads and forgets, if nothing else reads: whoever wants only the end. */
  void discardUnlessRead() {
    discard(false);
  }

  /** Reads and forgets from now on, also what somebody had begun to pull. */
  void discardUnlessPushed() {
    discard(true);
  }

  private void discard(boolean pulledToo) {
    Runnable alarm = null;
    synchronized (this) {
      if (view == View.NONE || (pulledToo && view == View.PULL)) {
        view = View.DISCARD;
        buffer.clear();
        alarm = takeUnreadAlarm();
      }
    }
    silence(alarm);
    readOnIfLow();
  }

  /** Runs a task in the lane once what has arrived by now has been told. */
  void whenRead(Runnable task) {
    control.whenRead(() -> lane.run(task));
  }

  /** Whether the answer is whole already: then it ends so. In the lane. */
  boolean finishes() {
    return control.finishIfWhole();
  }

  /** The time is up. */
  void endAt(Failure.Timeout deadline) {
    finish(new Cause.TimedOut(deadline), true, true);
  }

  /** The request asks for what there is not. */
  void refuse(String why) {
    finish(new Cause.Failed(new Failure.InvalidRequest(why)), true, true);
  }

  /**
   * Its reader cannot go on: nothing more is read. Returns the ending, which may be an older one.
   */
  Ending endAs(Failure failure) {
    finish(new Cause.Failed(failure), true, false);
    synchronized (this) {
      return Objects.requireNonNull(ending, "the ending");
    }
  }

  void cancel() {
    finish(new Cause.Cancelled(), true, false);
  }

  /** The buffer is full and nobody has begun to read it. */
  private void filledUnread() {
    Runnable alarm = timer.alarm(ChatStream.UNREAD_BOUND, this::endUnlessRead, Threads::report);
    boolean skips;
    boolean late;
    synchronized (this) {
      skips = drained && view == View.NONE;
      late = skips || ending != null || view != View.NONE;
      if (!late) {
        unreadAlarm = alarm;
      }
    }
    if (late) {
      alarm.run();
    }
    if (skips) {
      discard(false);
    }
  }

  /** Nobody has: the stream holds its socket no longer. */
  private void endUnlessRead() {
    synchronized (this) {
      if (view != View.NONE) {
        return;
      }
    }
    String what = "the time for which a stream is kept that nobody reads";
    long bound = ChatStream.UNREAD_BOUND.toSeconds();
    finish(new Cause.Failed(new Failure.LimitExceeded(what, bound, "seconds")), true, true);
  }

  private @Nullable Runnable takeUnreadAlarm() {
    Runnable alarm = unreadAlarm;
    unreadAlarm = null;
    return alarm;
  }

  private static void silence(@Nullable Runnable alarm) {
    if (alarm != null) {
      alarm.run();
    }
  }

  /** The next event, or null if none is here now; the reader is then woken when one is. */
  @Nullable StreamEvent next(Bell.Reader reader) {
    StreamEvent event;
    synchronized (this) {
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
  private void wake(Bell.Caller caller) {
    Bell.Reader reader;
    synchronized (this) {
      reader = bell.answer();
    }
    if (reader != null) {
      reader.wake(caller);
    }
  }

  private void readOnIfLow() {
    if (!full) {
      return;
    }
    synchronized (this) {
      if (!full || !buffer.isLow()) {
        return;
      }
      full = false;
    }
    control.resume();
  }

  /** A reader is about to be called with an event; only one is at a time. */
  void beginCall() {
    CALLED.setOpaque(this, Thread.currentThread().threadId());
  }

  /** It has returned. */
  void endCall() {
    CALLED.setOpaque(this, 0L);
  }

  /** Whether the calling thread is in such a call. */
  boolean isCalledHere() {
    return (long) CALLED.getOpaque(this) == Thread.currentThread().threadId();
  }

  /** Whether the calling thread would wait for an end that may need its return. */
  boolean wouldWaitForItself() {
    return isCalledHere() && !hasEnded();
  }

  synchronized boolean hasEnded() {
    return ending != null;
  }

  /**
   * Hands the ending over once it is there, on whatever thread ended the stream, which must not be
   * held up.
   */
  void whenEnded(Consumer<Ending> watcher) {
    Ending end;
    synchronized (this) {
      end = ending;
      if (end == null) {
        watchers.add(watcher);
      }
    }
    if (end != null) {
      watcher.accept(end);
    }
  }

  /**
   * Completes a user's future, which runs what the user has attached to it: on a virtual thread,
   * and, if those are all busy, on another one.
   *
   * @param news completes it, if nobody else has
   */
  void complete(CompletableFuture<?> future, Runnable news) {
    Threads.VIRTUAL.execute(news);
    timer.alarm(NEWS_PATIENCE, () -> completeAside(future, news), Threads::report);
  }

  private void completeAside(CompletableFuture<?> future, Runnable news) {
    if (!future.isDone()) {
      timer.aside(news, Threads::report);
    }
  }
}
