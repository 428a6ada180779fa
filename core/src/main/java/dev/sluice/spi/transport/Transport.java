package dev.sluice.spi.transport;

import java.util.Set;

/** Makes HTTP exchanges. Thread-safe; one serves any number of exchanges at once. */
public interface Transport extends AutoCloseable {

  /**
   * Starts an exchange and returns at once: name resolution, connecting and TLS happen elsewhere.
   * The listener is handed the exchange first, on the calling thread; after that it is called from
   * one thread at a time, possibly before this method has returned. If it cancels the exchange when
   * it is handed over, nothing is sent.
   */
  void open(HttpCall call, ExchangeListener listener);

  /** What this transport can do besides what all must. */
  default Set<Ability> abilities() {
    return Set.of();
  }

  /** Ends every exchange that is open and lets go of threads and sockets. Returns at once. */
  @Override
  void close();
}
