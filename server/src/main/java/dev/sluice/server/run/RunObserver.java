package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import java.time.Duration;

/** Hears of runs, for metrics and the access log. Called from any thread; returns quickly. */
public interface RunObserver {
  /** Hears nothing. */
  RunObserver NONE = new RunObserver() {};

  /** A run has begun. */
  default void began(String run, Order order) {}

  /** A run has ended; told once for each that began here. */
  default void ended(String run, Order order, Ending ending, Duration took) {}

  /** A client follows a run from now on. */
  default void follows(String run, String dialect) {}

  /** It does not any more. */
  default void leaves(String run, String dialect, long bytes) {}

  /** A client was let go because it did not read. */
  default void dropped(String run, String dialect) {}
}
