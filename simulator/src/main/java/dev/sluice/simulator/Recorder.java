package dev.sluice.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the latest requests, and wakes those who wait for something to happen to them. */
final class Recorder {
  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Seen> kept = new ArrayDeque<>();
  private int count;
  private int openConnections;
  private long acceptedConnections;

  Recorder(int limit) {
    this.limit = limit;
  }

  /** Makes the record of a request, given its number. */
  interface Entry {
    Seen of(int number);
  }

  Seen record(Entry entry) {
    return changing(
        () -> {
          Seen seen = entry.of(++count);
          kept.addLast(seen);
          if (kept.size() > limit) {
            kept.removeFirst();
          }
          return seen;
        });
  }

  long connectionOpened() {
    return changing(
        () -> {
          openConnections++;
          return ++acceptedConnections;
        });
  }

  void connectionClosed() {
    changing(() -> openConnections--);
  }

  /** Something that might be awaited has happened. */
  void changed() {
    changing(() -> true);
  }

  List<Seen> all() {
    return locked(() -> List.copyOf(kept));
  }

  int openConnections() {
    return locked(() -> openConnections);
  }

  long acceptedConnections() {
    return locked(() -> acceptedConnections);
  }

  /** Waits until {@code source} gives something. */
  <T> T await(String what, Duration timeout, Supplier<@Nullable T> source)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        T value = source.get();
        if (value != null) {
          return value;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new AwaitTimeoutException(
              "waited %s in vain for %s; open connections: %d; requests: %s"
                  .formatted(timeout, what, openConnections, kept.isEmpty() ? "none" : kept));
        }
        boolean ignored = changed.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  Seen awaitRequest(int number, Duration timeout) throws InterruptedException {
    return await("request " + number, timeout, () -> find(number));
  }

  private @Nullable Seen find(int number) {
    if (number < 1 || number <= count - kept.size()) {
      throw new IllegalArgumentException(
          "request "
              + number
              + " is not kept; the kept ones are "
              + (count - kept.size() + 1)
              + " to "
              + count);
    }
    return kept.stream().filter(seen -> seen.number() == number).findFirst().orElse(null);
  }

  private <T> T changing(Supplier<T> action) {
    return locked(
        () -> {
          T result = action.get();
          changed.signalAll();
          return result;
        });
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
