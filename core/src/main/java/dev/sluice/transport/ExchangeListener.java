package dev.sluice.transport;

import java.nio.ByteBuffer;

/** Hears what an exchange does. Its methods return quickly and do not throw. */
public interface ExchangeListener {

  /** The exchange, to be steered by; before anything else, on the thread that opened it. */
  void onOpen(Exchange exchange);

  /**
   * The request is sent once more, because a connection that had been used before turned out to be
   * dead. Only told where the first sending may have reached the server, which may then have done
   * the work twice; before the head.
   *
   * @param why what became of the first connection
   */
  default void onSentAgain(TransportFailure why) {}

  /** The status line and the headers are here. At most once. */
  void onHead(ResponseHead head);

  /** More of the body; the buffer is the listener's only until this returns. */
  void onBytes(ByteBuffer bytes);

  /** The body ended as HTTP says that it ends. Last. */
  void onEnd();

  /** The exchange broke. Last. */
  void onFailure(TransportFailure failure);

  /** Whether more is wanted; asked after each read, see {@link Exchange#resume}. */
  boolean isReady();
}
