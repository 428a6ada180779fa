package dev.sluice.server.run;

import java.util.concurrent.Executor;

/**
 * The one thread on which a client's response is written: an event loop. Thread-safe. There is one
 * object for each thread, or those of one thread are equal: what is done for all of its clients is
 * kept by it.
 */
public interface Home extends Executor {

  /** Whether the calling thread is it. */
  boolean isHere();

  /**
   * Runs a task behind what this thread is telling: where that is what was read from one socket,
   * before it reads from the next one, and else when its turn comes. Called at home.
   */
  default void behind(Runnable task) {
    execute(task);
  }
}
