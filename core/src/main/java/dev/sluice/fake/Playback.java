package dev.sluice.fake;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells one answer to one sink. It has no thread: it goes on, until it must wait, on whichever
 * opens the stream, resumes it, or rings for the clock; one at a time.
 */
final class Playback implements StreamControl {
  private final FakeCall call;
  private final FakeAnswer answer;
  private final StreamEvent.Started started;
  private final List<StreamEvent> content;
  private final StreamSink sink;
  private final PieceTeller telling;
  private final Clock clock;
  private final Duration connectTimeout;

  /** How many have come to go on; whoever is the first does it for all. */
  private final AtomicInteger comers = new AtomicInteger();

  /** The step up to which every wait is over. */
  private volatile int ripe;

  private volatile Clock.@Nullable Alarm alarm;

  // Of who goes on.
  private boolean begun;
  private int step;

  /** The step up to which waits were begun. */
  private int awaited;

  Playback(
      FakeCall call,
      FakeAnswer answer,
      StreamEvent.Started started,
      StreamSink sink,
      Clock clock,
      Duration connectTimeout) {
    this.call = call;
    this.answer = answer;
    this.started = started;
    this.content = answer.content(call.request().streamed());
    this.sink = sink;
    this.telling = new PieceTeller(content, sink);
    this.clock = clock;
    this.connectTimeout = connectTimeout;
  }

  @Override
  public void resume() {
    if (comers.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    do {
      goOn();
      seen = comers.addAndGet(-seen);
    } while (seen > 0);
  }

  @Override
  public void cancel() {
    call.over(FakeCall.State.CANCELLED);
    Clock.Alarm waiting = alarm;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  /** Tells what can be told now. */
  private void goOn() {
    if (!begun && call.isRunning()) {
      begun = true;
      if (answer.begins()) {
        sink.onEvent(started);
      }
    }
    while (call.isRunning() && isRipe()) {
      if (step == content.size()) {
        close();
        return;
      }
      if (!sink.isReady()) {
        return;
      }
      telling.tell(content.get(step++));
      call.told();
    }
  }

  /** Whether the next step need not wait; if it must, its wait has begun. */
  private boolean isRipe() {
    Duration wait = answer.waitBefore(step, content.size());
    if (!wait.isPositive() || ripe > step) {
      return true;
    }
    if (awaited <= step) {
      awaited = step + 1;
      int next = awaited;
      in(
          wait,
          () -> {
            ripe = next;
            resume();
          });
    }
    return false;
  }

  private void close() {
    switch (answer.close()) {
      case Close.Stalls stalls -> {}
      case Close.NeverConnects never -> {
        if (connectTimeout.isPositive() && awaited <= step + 1) {
          awaited = step + 2;
          in(connectTimeout, () -> end(notConnected()));
        }
      }
      case Close.Ends(Outcome outcome) -> {
        if (outcome instanceof Outcome.Finished(FinishReason reason)) {
          telling.end(reason);
        }
        answer.used().ifPresent(usage -> sink.onEvent(new StreamEvent.UsageReported(usage)));
        end(outcome);
      }
    }
  }

  private Cause notConnected() {
    return new Cause.TimedOut(
        new Failure.Timeout(Failure.Timeout.Phase.CONNECT, connectTimeout, "the fake model"));
  }

  private void end(Outcome outcome) {
    if (call.over(FakeCall.State.ENDED)) {
      sink.onEnd(outcome);
    }
  }

  private void in(Duration wait, Runnable task) {
    alarm = clock.launch(wait, task, thrown -> end(new Cause.Failed(new Failure.Defect(thrown))));
    if (!call.isRunning()) {
      cancel(); // It was cancelled while the alarm was being set.
    }
  }
}
