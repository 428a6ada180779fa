package dev.sluice.server.run;

import java.util.concurrent.Executor;

/** The one thread on which a client's response is written: an event loop. Thread-safe. */
public interface Home extends Executor {

  /** Whether the calling thread is it. */
  boolean isHere();
}
