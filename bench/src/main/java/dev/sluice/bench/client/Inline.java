package dev.sluice.bench.client;

import dev.sluice.stream.ChatStream;
import java.util.concurrent.Executor;

/**
 * The library's name for callbacks on the thread that reads, looked up by name, so that this runs
 * with builds of before it had one: those took any executor that runs in place.
 */
public final class Inline {
  private static final Executor EXECUTOR = find(ChatStream.class);

  private Inline() {}

  /** What to give to {@code onEach} and {@code publisher}. */
  public static Executor executor() {
    return EXECUTOR;
  }

  static Executor find(Class<?> owner) {
    try {
      return (Executor) owner.getField("INLINE").get(null);
    } catch (NoSuchFieldException older) {
      return Runnable::run;
    } catch (IllegalAccessException | ClassCastException changed) {
      throw new IllegalStateException("INLINE of " + owner + " is no public Executor", changed);
    }
  }
}
