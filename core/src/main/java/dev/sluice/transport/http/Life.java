package dev.sluice.transport.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far an exchange is, decided by one atomic: a cancel and a connect timeout take it on any
 * thread and wait for no loop. Thread-safe.
 */
public final class Life {
  private enum Phase {
    /** No connection yet; nothing has been told. */
    CONNECTING,
    OPEN,
    /** Nothing more is told. */
    CANCELLED,
    OVER
  }

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Life.class, "phase", Phase.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Looked at several times a chunk; set through {@link #PHASE}. */
  private volatile Phase phase = Phase.CONNECTING;

  public boolean isConnecting() {
    return phase == Phase.CONNECTING;
  }

  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Whether it still waits for something. */
  public boolean goesOn() {
    Phase now = phase;
    return now == Phase.CONNECTING || now == Phase.OPEN;
  }

  /** There is a connection; false if that is too late. */
  public boolean open() {
    return PHASE.compareAndSet(this, Phase.CONNECTING, Phase.OPEN);
  }

  /** The connection was of no use, and another one is made; false if that is too late. */
  public boolean connectAgain() {
    return PHASE.compareAndSet(this, Phase.OPEN, Phase.CONNECTING);
  }

  /** Whether this call, and no other one, has ended it before it had a connection. */
  public boolean endUnconnected() {
    return PHASE.compareAndSet(this, Phase.CONNECTING, Phase.OVER);
  }

  /** Whether this call, and no other one, has ended it. */
  public boolean end() {
    return end(Phase.OVER);
  }

  public boolean cancel() {
    return end(Phase.CANCELLED);
  }

  private boolean end(Phase how) {
    for (Phase now; (now = phase) == Phase.CONNECTING || now == Phase.OPEN; ) {
      if (PHASE.compareAndSet(this, now, how)) {
        return true;
      }
    }
    return false;
  }
}
