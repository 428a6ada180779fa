package dev.sluice.transport.nio;

import java.util.concurrent.atomic.AtomicReference;

/**
 * How far an exchange is, decided by one atomic: a cancel and a connect timeout take it on any
 * thread and wait for no loop. Thread-safe.
 */
final class Life {
  private enum Phase {
    /** No connection yet; nothing has been told. */
    CONNECTING,
    OPEN,
    /** Nothing more is told. */
    CANCELLED,
    OVER
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

  boolean isConnecting() {
    return phase.get() == Phase.CONNECTING;
  }

  boolean isOpen() {
    return phase.get() == Phase.OPEN;
  }

  /** Whether it still waits for something. */
  boolean goesOn() {
    Phase now = phase.get();
    return now == Phase.CONNECTING || now == Phase.OPEN;
  }

  /** There is a connection; false if that is too late. */
  boolean open() {
    return phase.compareAndSet(Phase.CONNECTING, Phase.OPEN);
  }

  /** The connection was of no use, and another one is made; false if that is too late. */
  boolean connectAgain() {
    return phase.compareAndSet(Phase.OPEN, Phase.CONNECTING);
  }

  /** Whether this call, and no other one, has ended it before it had a connection. */
  boolean endUnconnected() {
    return phase.compareAndSet(Phase.CONNECTING, Phase.OVER);
  }

  /** Whether this call, and no other one, has ended it. */
  boolean end() {
    return end(Phase.OVER);
  }

  boolean cancel() {
    return end(Phase.CANCELLED);
  }

  private boolean end(Phase how) {
    for (Phase now; (now = phase.get()) == Phase.CONNECTING || now == Phase.OPEN; ) {
      if (phase.compareAndSet(now, how)) {
        return true;
      }
    }
    return false;
  }
}
