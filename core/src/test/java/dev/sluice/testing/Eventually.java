package dev.sluice.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens soon on another thread. */
public final class Eventually {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Eventually() {}

  /** Returns once it is so; fails after a minute. */
  public static void await(String what, BooleanSupplier isSo) {
    long begin = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new AssertionError("does not come about: " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
