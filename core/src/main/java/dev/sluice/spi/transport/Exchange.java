package dev.sluice.spi.transport;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A hand on an open exchange. Thread-safe; the methods return at once. */
public interface Exchange {

  /** Reads on after {@link ExchangeListener#isReady} was false; no effect otherwise. */
  void resume();

  /** Closes the socket in any phase. A call to the listener that is under way may still finish. */
  void cancel();

  /**
   * The rest of the body does not matter: if it ends very soon the connection is kept for another
   * exchange, otherwise it is closed. No effect on an exchange that is over.
   */
  void release();

  /**
   * Runs a task once what has arrived by now has been told to the listener, on whatever thread read
   * it; at once where that cannot be known. The task is short, waits for nothing and does not
   * throw. If the reading thread is held up, the task waits with it.
   */
  default void whenRead(Runnable task) {
    task.run();
  }

  /**
   * What a proxy on the way was told and nobody else is to see, in any form in which it was sent:
   * such a proxy, or a server behind it, may echo it. Complete once the head is told.
   */
  default List<String> secrets() {
    return List.of();
  }

  /**
   * Where an exchange is read in rounds, together with others: what this executor is given during a
   * round it runs when the round is over, on a virtual thread that may be blocked. Null where there
   * are no rounds.
   */
  default @Nullable Executor afterRound() {
    return null;
  }
}
