package dev.sluice.llamacpp;

import dev.sluice.time.Clock;
import java.time.Duration;

/** Tells that a model is loading, unless that is over within half a second. Thread-safe. */
final class LoadNotice implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final String what;
  private final Reports reports;
  private final Clock.Alarm alarm;
  private boolean told;
  private boolean over;

  LoadNotice(String model, Reports reports, Clock clock) {
    this.what = "loading " + model;
    this.reports = reports;
    this.alarm = clock.alarm(PATIENCE, this::tell);
  }

  private synchronized void tell() {
    if (!over) {
      told = true;
      reports.goesOn(what);
    }
  }

  @Override
  public void close() {
    alarm.cancel();
    synchronized (this) {
      over = true;
      if (told) {
        reports.over(what);
      }
    }
  }
}
