package dev.sluice.llamacpp;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Tells that a model is loading, unless that is over within half a second. Thread-safe. */
final class LoadNotice implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private enum State {
    QUIET,
    TOLD,
    OVER
  }

  private final String what;
  private final Reports reports;
  private final Clock.Alarm alarm;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUIET);

  LoadNotice(String model, Reports reports, Clock clock) {
    this.what = "loading " + model;
    this.reports = reports;
    this.alarm = clock.launch(PATIENCE, this::tell, defect -> {});
  }

  private void tell() {
    if (state.compareAndSet(State.QUIET, State.TOLD)) {
      reports.goesOn(what);
      if (state.get() == State.OVER) {
        reports.over(what); // It may have been said to be over before it was said to go on.
      }
    }
  }

  @Override
  public void close() {
    alarm.cancel();
    if (state.getAndSet(State.OVER) == State.TOLD) {
      reports.over(what);
    }
  }
}
