package dev.sluice.transport;

import java.nio.ByteBuffer;

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
   * Reads begin that are done together, on this and other exchanges, or are over. A hint that a
   * transport may leave out. That they are over may be said on another thread, and late.
   */
  default void onBurst(boolean begins) {}

  /** Whether more is wanted; asked after each read, see {@link Exchange#resume}. */
  boolean isReady();
}
