package dev.sluice.spi.stream;

/**
 * Takes what a source knows of its attempt besides the stream's events, where somebody listens; see
 * {@link StreamSink#report}. Thread-safe; the methods return at once and do not throw.
 */
public interface AttemptReport {

  /** There is a connection. */
  void connected(ConnectionReport connection);

  /** The whole request was handed to the system. */
  void requestSent();

  /**
   * The head of the response is here.
   *
   * @param requestId the provider's name for the request, without secrets; empty if it gives none
   */
  void responseHead(int status, String requestId);
}
