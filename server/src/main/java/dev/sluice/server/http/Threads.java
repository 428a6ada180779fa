package dev.sluice.server.http;

import dev.sluice.server.run.Home;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The threads on which is done what may wait, beside the event loops. */
final class Threads {
  private Threads() {}

  /**
   * Carries out a part of an exchange on a virtual thread.
   *
   * @param task does not touch the exchange; what it throws is the exchange's answer
   */
  static void beside(Exchange exchange, Home home, Consumer<String> complaints, Runnable task) {
    Thread.ofVirtual()
        .name("sluice-http")
        .inheritInheritableThreadLocals(false)
        .start(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error thrown) {
                answerAtHome(exchange, home, complaints, thrown);
              }
            });
  }

  private static void answerAtHome(
      Exchange exchange, Home home, Consumer<String> complaints, Throwable thrown) {
    try {
      home.execute(() -> exchange.guarded(complaints, () -> rethrow(thrown)));
    } catch (RejectedExecutionException ended) {
      // The process ends, and the client's connection has.
    }
  }

  private static void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }
}
