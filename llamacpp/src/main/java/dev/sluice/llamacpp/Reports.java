package dev.sluice.llamacpp;

import dev.sluice.provider.Progress;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a user's listener what goes on, on a thread of its own and one call at a time: whatever the
 * listener does holds up no answer and ends none. If it is slow, it hears the latest only.
 * Thread-safe.
 */
final class Reports {
  private final Consumer<Progress> listener;
  private @Nullable Progress latest;
  private boolean telling;

  Reports(Consumer<Progress> listener) {
    this.listener = listener;
  }

  /** This goes on; it has no bytes to count. */
  void goesOn(String what) {
    tell(new Progress(what, 0, OptionalLong.empty(), false));
  }

  /** It is over. */
  void over(String what) {
    tell(new Progress(what, 0, OptionalLong.empty(), true));
  }

  private synchronized void tell(Progress report) {
    latest = report;
    if (!telling) {
      telling = true;
      Thread _ =
          Thread.ofVirtual()
              .name("sluice-progress")
              .inheritInheritableThreadLocals(false)
              .start(this::run);
    }
  }

  private void run() {
    while (true) {
      Progress next;
      synchronized (this) {
        next = latest;
        latest = null;
        if (next == null) {
          telling = false;
          return;
        }
      }
      try {
        listener.accept(next);
      } catch (Throwable e) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, e);
      }
    }
  }
}
