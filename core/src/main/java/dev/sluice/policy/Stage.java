package dev.sluice.policy;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Outcome;
import dev.sluice.stream.StreamControl;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream inside a policy: between the sink outside and the source inside.
 *
 * <p>Alarms and the source's thread both end streams, so a stage's lock keeps its calls to the sink
 * one at a time and lets nothing follow the end. The lock is held while calling outwards and never
 * while calling inwards, so two stages cannot wait for each other.
 */
class Stage implements StreamSink, StreamControl {
  final StreamSink out;
  private boolean over;
  private @Nullable StreamControl inner;

  Stage(StreamSink out) {
    this.out = out;
  }

  /** Opens the source inside. */
  final void open(Supplier<StreamControl> source) {
    StreamControl opened;
    try {
      opened = source.get();
    } catch (RuntimeException defect) {
      onEnd(new Cause.Failed(new Failure.Defect(defect)));
      return;
    }
    boolean late;
    synchronized (this) {
      inner = opened;
      late = over;
    }
    if (late) {
      opened.cancel();
    } else {
      opened.resume();
    }
  }

  @Override
  public void onEvent(StreamEvent event) {
    synchronized (this) {
      if (!over) {
        forward(event);
      }
    }
  }

  /** Takes an event, under the lock. */
  void forward(StreamEvent event) {
    out.onEvent(event);
  }

  @Override
  public void onEnd(Outcome outcome) {
    synchronized (this) {
      if (!over) {
        over = true;
        out.onEnd(outcome);
      }
    }
    released();
  }

  /** Ends the stream from here and stops the source. */
  final void stop(Outcome outcome) {
    StreamControl open;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      out.onEnd(outcome);
      open = inner;
    }
    if (open != null) {
      open.cancel();
    }
    released();
  }

  @Override
  public void onRounds(Executor afterRound) {
    out.onRounds(afterRound);
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void resume() {
    StreamControl open = inner();
    if (open != null) {
      open.resume();
    }
  }

  @Override
  public void cancel() {
    StreamControl open;
    synchronized (this) {
      over = true;
      open = inner;
    }
    if (open != null) {
      open.cancel();
    }
    released();
  }

  /** Lets go of alarms and the like, once the stream is over; may be called more than once. */
  void released() {}

  final synchronized boolean isOver() {
    return over;
  }

  private synchronized @Nullable StreamControl inner() {
    return inner;
  }
}
