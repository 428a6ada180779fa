package dev.sluice.transport;

/** Makes HTTP exchanges. Thread-safe; one serves any number of exchanges at once. */
public interface Transport extends AutoCloseable {

  /**
   * Starts an exchange and returns at once: name resolution, connecting and TLS happen elsewhere.
   * The listener is called from one thread at a time, possibly before this method has returned.
   */
  Exchange open(HttpCall call, ExchangeListener listener);

  /** Ends every exchange that is open and lets go of threads and sockets. Returns at once. */
  @Override
  void close();
}
