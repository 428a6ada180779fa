package dev.sluice.spi.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hears what an exchange does. Its methods return quickly and do not throw. */
public interface ExchangeListener {

  /** The exchange, to be steered by; before anything else, on the thread that opened it. */
  void onOpen(Exchange exchange);

  /**
   * Where this would best be read: a transport whose own threads it is among reads there. Null if
   * it does not matter; asked once, before anything else.
   */
  default @Nullable Executor home() {
    return null;
  }

  /**
   * Whether {@link #onConnected} and {@link #onRequestSent} are wanted, and the time is to be taken
   * for them; asked once, before anything else.
   */
  default boolean wantsTimes() {
    return false;
  }

  /**
   * There is a connection, and the request follows; told if it is wanted, once for each sending.
   */
  default void onConnected(Connected how) {}

  /** The system has taken the whole request; told if it is wanted and the transport knows it. */
  default void onRequestSent() {}

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
