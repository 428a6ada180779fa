package dev.sluice.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** Hears what an exchange does. Its methods return quickly and do not throw. */
public interface ExchangeListener {

  /** The status line and the headers are here. At most once, first. */
  void onHead(ResponseHead head);

  /** More of the body; the buffer is the listener's only until this returns. */
  void onBytes(ByteBuffer bytes);

  /** The body ended as HTTP says that it ends. Last. */
  void onEnd();

  /** The exchange broke. Last. */
  void onFailure(TransportFailure failure);

  /**
   * The exchange is read in rounds, together with others: what this executor is given during a
   * round it runs when the round is over, on a virtual thread. A hint that a transport may leave
   * out; before anything else.
   */
  default void onRounds(Executor afterRound) {}

  /** Whether more is wanted; asked after each read, see {@link Exchange#resume}. */
  boolean isReady();
}
