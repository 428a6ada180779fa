package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.HeldControl;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream inside a policy: between the sink outside and the source inside.
 *
 * <p>What the sink outside is told goes through the stream's {@link Lane}, so that a stage needs no
 * lock: its fields belong to the lane. Whether it is over is decided by one compare-and-set, which
 * any thread may win; stopping the source and letting go of what is held follow at once and wait
 * for nobody, only telling the sink does.
 */
class Stage implements StreamSink, StreamControl, Lane.Owner {
  private static final VarHandle OVER;

  static {
    try {
      OVER = MethodHandles.lookup().findVarHandle(Stage.class, "over", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  final StreamSink out;
  final Lane lane;
  private final HeldControl inner = new HeldControl();

  /** Looked at for every event; set through {@link #OVER}. */
  private volatile boolean over;

  Stage(StreamSink out) {
    this.out = out;
    this.lane = Lane.of(out, this);
  }

  /** Hands itself over and then opens the source inside, unless it was cancelled right then. */
  final void open(StreamSource source, ChatRequest request) {
    out.onOpen(this);
    openInner(source, request);
  }

  /** Opens the source inside; whatever that throws ends this stream. */
  final void openInner(StreamSource source, ChatRequest request) {
    if (isOver()) {
      return;
    }
    try {
      source.open(request, this);
    } catch (Throwable thrown) {
      onDefect(thrown);
    }
  }

  @Override
  public final Lane lane() {
    return lane;
  }

  @Override
  public void onOpen(StreamControl opened) {
    inner.hold(opened);
  }

  @Override
  public final void onEvent(StreamEvent event) {
    if (!isOver()) {
      forward(event);
    }
  }

  /** Takes an event, in the lane. */
  void forward(StreamEvent event) {
    out.onEvent(event);
  }

  @Override
  public final void onEnd(Outcome outcome) {
    if (OVER.compareAndSet(this, false, true)) {
      released();
      out.onEnd(outcome);
    }
  }

  /** Ends the stream from here and stops the source; from any thread. */
  final void stop(Outcome outcome) {
    if (decideEnd()) {
      lane.run(() -> out.onEnd(outcome));
    }
  }

  /** Stops the source unless the stream is over; whoever gets true tells the sink how it ended. */
  final boolean decideEnd() {
    if (!OVER.compareAndSet(this, false, true)) {
      return false;
    }
    inner.cancel();
    released();
    return true;
  }

  @Override
  public void onDefect(Throwable thrown) {
    stop(new Cause.Failed(new Failure.Defect(thrown)));
  }

  @Override
  public void onLeft(boolean elsewhere, @Nullable Executor afterRound) {}

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void resume() {
    inner.resume();
  }

  @Override
  public final void cancel() {
    decideEnd();
  }

  @Override
  public final void whenRead(Runnable task) {
    inner.whenRead(task);
  }

  @Override
  public final boolean finishIfWhole() {
    return inner.finishIfWhole();
  }

  /** Lets go of alarms and the like, once the stream is over; from any thread, once. */
  void released() {}

  final boolean isOver() {
    return over;
  }
}
