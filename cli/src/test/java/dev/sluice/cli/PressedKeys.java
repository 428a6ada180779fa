package dev.sluice.cli;

import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Interrupts that come from a test. Thread-safe. */
final class PressedKeys implements Interrupts {
  private @Nullable Runnable stop;
  private @Nullable BooleanSupplier handler;
  private @Nullable IntPredicate signals;

  @Override
  public synchronized Registration onEnd(Runnable toStop) {
    stop = toStop;
    return () -> {};
  }

  @Override
  public Registration beforeEnd(Runnable last) {
    return () -> {};
  }

  @Override
  public synchronized void onInterrupt(BooleanSupplier toAsk) {
    handler = toAsk;
  }

  @Override
  public synchronized void onSignals(IntPredicate toAsk) {
    signals = toAsk;
  }

  /** What a signal does to whoever handles them; true if it ends the process. */
  synchronized boolean signal(int code) {
    if (signals == null) {
      throw new IllegalStateException("nobody handles signals");
    }
    return signals.test(code);
  }

  /** What the system's request to end does. */
  synchronized void end() {
    if (stop == null) {
      throw new IllegalStateException("nothing runs");
    }
    stop.run();
  }

  /** Ctrl-C in a chat; true if it ends the process. */
  synchronized boolean controlC() {
    if (handler == null) {
      throw new IllegalStateException("nobody handles Ctrl-C");
    }
    return handler.getAsBoolean();
  }
}
