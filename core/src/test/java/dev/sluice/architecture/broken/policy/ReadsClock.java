package dev.sluice.architecture.broken.policy;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Reads the clock and sleeps, in every way. */
final class ReadsClock {
  private ReadsClock() {}

  static long byCall() {
    return System.nanoTime();
  }

  static LongSupplier byReference() {
    return System::currentTimeMillis;
  }

  static Instant byInstant() {
    return Instant.now();
  }

  static void bySleep() throws InterruptedException {
    Thread.sleep(1);
  }

  static Executor byExecutor() {
    return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
  }

  static void byTimer(ScheduledExecutorService timer) {
    timer.shutdown();
  }
}
