package dev.sluice.store;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sqlite.BusyHandler;

/**
 * Waits for a lock that another connection holds. SQLite's own waiting grows to a tenth of a second
 * between two looks; whoever keeps what streams can't spare that, and locks are held for
 * milliseconds. One thread at a time.
 */
final class Patience extends BusyHandler {
  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Not a store's: what other processes do takes real time. */
  private final Clock clock = Clock.system();

  private final long maxNanos;
  private long sinceNanos;

  Patience(Duration max) {
    this.maxNanos = max.toNanos();
  }

  @Override
  protected int callback(int looks) {
    if (looks == 0) {
      sinceNanos = clock.nanos();
    } else if (clock.nanos() - sinceNanos >= maxNanos) {
      return 0;
    }
    clock.rest(BETWEEN_LOOKS_NANOS);
    return 1;
  }
}
