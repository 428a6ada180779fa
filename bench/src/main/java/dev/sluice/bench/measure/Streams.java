package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many streams of one client at once. */
final class Streams {
  /** So many may be on their way at once, so that no queue of connections overflows. */
  private static final int OPENING = 200;

  private static final long PATIENCE_SECONDS = 90;

  private final Client client;
  private final int count;
  private final List<Tally> tallies = new ArrayList<>();
  private final List<Client.Asked> asked = new ArrayList<>();
  private final Semaphore opening = new Semaphore(OPENING);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile @Nullable Lateness lateness;

  Streams(Client client, int count) {
    this.client = client;
    this.count = count;
  }

  /** Opens all and returns when each has had its first chunk. */
  void open() throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (int i = 0; i < count; i++) {
      if (!opening.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw notAll();
      }
      check();
      Tally tally = new Tally(this);
      tallies.add(tally);
      asked.add(client.ask(tally));
    }
    while (begun.get() < count) {
      check();
      if (System.nanoTime() > until) {
        throw notAll();
      }
      Thread.sleep(1);
    }
  }

  private TimeoutException notAll() {
    return new TimeoutException(
        "%d of %d streams had begun after %d s".formatted(begun.get(), count, PATIENCE_SECONDS));
  }

  /** Waits until all have ended, and counts what they brought. */
  void awaitEnd(long chunksEach) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (ended.get() < count) {
      check();
      if (System.nanoTime() > until) {
        throw new TimeoutException("%d of %d streams had ended".formatted(ended.get(), count));
      }
      Thread.sleep(1);
    }
    for (Tally tally : tallies) {
      if (tally.chunks() != chunksEach) {
        throw new IllegalStateException(
            "a stream brought %d chunks and not %d".formatted(tally.chunks(), chunksEach));
      }
    }
  }

  /** Throws if a stream has failed. */
  void check() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(
          "a stream failed when %d of %d had begun".formatted(begun.get(), count), failed);
    }
  }

  long chunks() {
    long sum = 0;
    for (Tally tally : tallies) {
      sum += tally.chunks();
    }
    return sum;
  }

  /** From now on each chunk's delay is noted. */
  void note(Lateness into) {
    lateness = into;
  }

  @Nullable Lateness lateness() {
    return lateness;
  }

  void begun() {
    begun.incrementAndGet();
    opening.release();
  }

  void ended() {
    ended.incrementAndGet();
  }

  void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
    opening.release();
  }
}
