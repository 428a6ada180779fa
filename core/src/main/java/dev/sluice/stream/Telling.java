package dev.sluice.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls one observation: one call after the other, on a virtual thread that lasts as long as there
 * is something to tell, so that nobody who brings news waits for whoever hears them. Thread-safe.
 *
 * <p>Its lock guards its fields for a few instructions; nothing is called while it is held.
 */
final class Telling implements Runnable {
  /** More calls than a stream makes, unless its listener hangs. */
  static final int MAX_WAITING = 1000;

  private final StreamObservation observation;
  private final String model;
  private final Queue<Consumer<StreamObservation>> waiting = new ArrayDeque<>(4);
  private boolean running;
  private boolean full;
  private boolean fullIsReported;

  /** Only whoever runs. */
  private boolean thrownIsReported;

  Telling(StreamObservation observation, String model) {
    this.observation = observation;
    this.model = model;
  }

  /** Adds a call; {@link #wake} makes it. */
  synchronized void add(Consumer<StreamObservation> call) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(call);
    } else {
      full = true;
    }
  }

  /** Adds the last call, for which there is always room. */
  synchronized void addLast(Consumer<StreamObservation> call) {
    waiting.add(call);
  }

  /** Sees to it that the calls are made; does not throw. */
  void wake() {
    if (takeReport()) {
      execute(this::reportFull);
    }
    if (begin() && !execute(this)) {
      stop(); // Whoever brings the next news tries again.
    }
  }

  private synchronized boolean begin() {
    boolean begins = !running && !waiting.isEmpty();
    running = running || begins;
    return begins;
  }

  private synchronized void stop() {
    running = false;
  }

  private synchronized boolean takeReport() {
    boolean first = full && !fullIsReported;
    fullIsReported = full;
    return first;
  }

  private synchronized @Nullable Consumer<StreamObservation> next() {
    Consumer<StreamObservation> next = waiting.poll();
    running = next != null;
    return next;
  }

  private static boolean execute(Runnable task) {
    try {
      Threads.VIRTUAL.execute(task);
      return true;
    } catch (Throwable noThread) {
      Threads.report(noThread);
      return false;
    }
  }

  @Override
  public void run() {
    for (Consumer<StreamObservation> call; (call = next()) != null; ) {
      try {
        call.accept(observation);
      } catch (Throwable thrown) {
        if (!thrownIsReported) {
          thrownIsReported = true;
          Threads.report(thrown);
        }
      }
    }
  }

  private void reportFull() {
    Threads.report(
        new IllegalStateException(
            "a listener of "
                + model
                + ", "
                + observation.getClass().getName()
                + ", does not return while "
                + MAX_WAITING
                + " calls wait for it: it is not told the rest of its stream, but for the end"));
  }
}
