package dev.sluice.llamacpp.engine;

import java.util.ArrayList;
import java.util.List;

/** Where requests come in from any thread, and the engine's thread takes them out. Thread-safe. */
final class RequestQueue {
  private final int limit;
  private final List<ActiveGeneration> arrivals = new ArrayList<>();
  private int inside;
  private volatile boolean closed;

  /**
   * @param limit requests that may be inside at once, from their arrival to their end
   */
  RequestQueue(int limit) {
    this.limit = limit;
  }

  /** What became of a request that was offered. */
  enum Admission {
    ADMITTED,
    FULL,
    CLOSED
  }

  synchronized Admission offer(ActiveGeneration generation) {
    if (closed) {
      return Admission.CLOSED;
    }
    if (inside == limit) {
      return Admission.FULL;
    }
    inside++;
    arrivals.add(generation);
    return Admission.ADMITTED;
  }

  /** Removes and returns what arrived since the last call, in order. */
  synchronized List<ActiveGeneration> take() {
    if (arrivals.isEmpty()) {
      return List.of();
    }
    List<ActiveGeneration> taken = List.copyOf(arrivals);
    arrivals.clear();
    return taken;
  }

  /** A request ended. */
  synchronized void left() {
    inside--;
  }

  /** Admits no more; returns false if it was closed already. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /** Without the lock: it is asked while every layer is computed. */
  boolean closed() {
    return closed;
  }
}
