package dev.sluice.stream;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.StreamObservation.Attempt;
import dev.sluice.stream.StreamObservation.AttemptEnd;
import dev.sluice.stream.StreamObservation.NextAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who listen to one stream: knows which attempts run, and sees to it that each that started
 * ends, and that the stream's end is told once and last. Thread-safe.
 *
 * <p>Its lock keeps what is told in order. Nothing is called while it is held: a {@link Telling}
 * takes what is to be told, and is woken after.
 */
final class Audience {
  private final List<Telling> listeners;
  private final StreamTimer timer;
  private final long openedNanos;

  // Guarded by this object.

  private final List<Running> running = new ArrayList<>(1);
  private int attempts;
  private String model;
  private boolean over;

  /** Something to tell of an attempt. */
  interface News {
    void tell(StreamObservation to, Attempt attempt, Duration at);
  }

  /** An attempt that has started. */
  static final class Running {
    private final Attempt attempt;
    private volatile Usage usage = Usage.unknown();

    /** Whether it was stopped from outside; why, the stream tells next. */
    private boolean stopped;

    Running(Attempt attempt) {
      this.attempt = attempt;
    }

    void used(Usage reported) {
      usage = reported;
    }
  }

  private Audience(List<Telling> listeners, StreamTimer timer, String model) {
    this.listeners = listeners;
    this.timer = timer;
    this.openedNanos = timer.nanos();
    this.model = model;
  }

  /** Those who want to hear of a stream that is about to be opened; null if nobody does. */
  static @Nullable Audience of(
      List<StreamListener> listeners, String model, ChatRequest request, StreamTimer timer) {
    if (listeners.isEmpty()) {
      return null;
    }
    List<Telling> all = new ArrayList<>(listeners.size());
    for (StreamListener listener : listeners) {
      try {
        StreamObservation observation = listener.opened(model, request);
        if (observation != null) {
          all.add(new Telling(observation, model));
        }
      } catch (Throwable thrown) {
        Threads.report(thrown);
      }
    }
    return all.isEmpty() ? null : new Audience(List.copyOf(all), timer, model);
  }

  /** An attempt begins. */
  Running start(String asked) {
    Running started;
    synchronized (this) {
      started = new Running(new Attempt(++attempts, asked, at()));
      if (!over) {
        running.add(started);
        model = asked;
        Attempt attempt = started.attempt;
        add(each -> each.attemptStarted(attempt));
      }
    }
    wake();
    return started;
  }

  /** Something happened to an attempt; nobody hears of it once that is over. */
  void tell(Running of, News news) {
    synchronized (this) {
      if (of.stopped || !running.contains(of)) {
        return;
      }
      Duration at = at();
      add(each -> news.tell(each, of.attempt, at));
    }
    wake();
  }

  /** An attempt was stopped: it has ended, and what its stream does next says why. */
  synchronized void stopped(Running attempt) {
    attempt.stopped = true;
  }

  /** An attempt has ended by itself. */
  void ended(Running attempt, Outcome outcome) {
    synchronized (this) {
      if (!attempt.stopped) {
        end(attempt, outcome);
      }
    }
    wake();
  }

  /** Something happened to the stream; what is told of it is that another attempt follows. */
  void heard(StreamEvent event) {
    if (event instanceof StreamEvent.Retrying retry) {
      next(NextAttempt.Kind.RETRY, retry.attempt(), retry.model(), retry.cause(), retry.delay());
    } else if (event instanceof StreamEvent.Restarted restart) {
      next(
          NextAttempt.Kind.RESTART,
          restart.attempt(),
          restart.model(),
          restart.cause(),
          Duration.ZERO);
    } else if (event instanceof StreamEvent.Continued seam) {
      next(NextAttempt.Kind.CONTINUE, seam.attempt(), seam.model(), seam.cause(), Duration.ZERO);
    }
  }

  private void next(NextAttempt.Kind kind, int number, String asked, Cause cause, Duration delay) {
    synchronized (this) {
      if (over) {
        return;
      }
      endAll(cause, true);
      Duration at = at();
      NextAttempt next = new NextAttempt(kind, number, asked, !asked.equals(model), cause, delay);
      model = asked;
      add(each -> each.nextAttempt(next, at));
    }
    wake();
  }

  /** The stream has ended. */
  void ended(Ending ending) {
    synchronized (this) {
      if (over) {
        return;
      }
      endAll(
          ending instanceof Ending.Incomplete early ? early.cause() : new Cause.Cancelled(), false);
      over = true;
      listeners.forEach(each -> each.addLast(observation -> observation.ended(ending)));
    }
    wake();
  }

  // With the lock held.

  private void endAll(Cause cause, boolean onlyStopped) {
    for (Running attempt : List.copyOf(running)) {
      if (attempt.stopped || !onlyStopped) {
        end(attempt, cause);
      }
    }
  }

  private void end(Running ended, Outcome outcome) {
    if (running.remove(ended)) {
      Attempt attempt = ended.attempt;
      AttemptEnd end = new AttemptEnd(outcome, ended.usage);
      Duration at = at();
      add(each -> each.attemptEnded(attempt, end, at));
    }
  }

  private void add(Consumer<StreamObservation> call) {
    listeners.forEach(each -> each.add(call));
  }

  private Duration at() {
    return Duration.ofNanos(timer.nanos() - openedNanos);
  }

  // Without it.

  private void wake() {
    listeners.forEach(Telling::wake);
  }
}
