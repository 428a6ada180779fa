package dev.sluice.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;

/** What waits for a peer to take it, in order. Belongs to its loop's thread. */
final class Unsent {
  /** A request and the messages of TLS that may wait for the peer; a handshake has three. */
  static final int MAX = 64;

  private final Deque<ByteBuffer> waiting = new ArrayDeque<>(1);

  /**
   * Adds bytes.
   *
   * @throws SSLException if the peer asks TLS for one answer after the other and reads none
   */
  void add(ByteBuffer bytes) throws SSLException {
    if (waiting.size() == MAX) {
      throw new SSLException("the server has TLS answer again and again, and reads nothing");
    }
    waiting.add(bytes);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Writes what the socket takes now. */
  void writeTo(SocketChannel socket) throws IOException {
    for (ByteBuffer first; (first = waiting.peekFirst()) != null; waiting.removeFirst()) {
      if (socket.write(first) < 0 || first.hasRemaining()) {
        break;
      }
    }
  }

  void clear() {
    waiting.clear();
  }
}
