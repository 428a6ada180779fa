package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** What waits for a peer to take it is bounded, and comes in order. */
class UnsentTest {
  private static final int BYTES = 64 * 1024;

  @Test
  void aPeerThatReadsNothingHasNoMoreThanThisWaiting() throws Exception {
    try (Pair pair = Pair.open()) {
      Unsent unsent = new Unsent();
      fill(unsent, pair.from());
      assertThatThrownBy(() -> unsent.add(ByteBuffer.allocate(1)))
          .isInstanceOf(SSLException.class)
          .hasMessage("the server has TLS answer again and again, and reads nothing");
    }
  }

  @Test
  void allOfItComesInOrderOnceThePeerReads() throws Exception {
    try (Pair pair = Pair.open()) {
      Unsent unsent = new Unsent();
      int messages = fill(unsent, pair.from());
      pair.to().configureBlocking(true);
      ByteBuffer in = ByteBuffer.allocate(BYTES);
      for (int i = 0; i < messages; i++) {
        for (in.clear(); in.hasRemaining(); ) {
          unsent.writeTo(pair.from());
          assertThat(pair.to().read(in)).isPositive();
        }
        assertThat(in.get(0)).isEqualTo((byte) i);
        assertThat(in.get(BYTES - 1)).isEqualTo((byte) i);
      }
      assertThat(unsent.isEmpty()).isTrue();
    }
  }

  /** Sends numbered messages until as many as may wait do; returns how many there are. */
  private static int fill(Unsent unsent, SocketChannel to) throws IOException {
    int messages = 0;
    for (int waiting = 0; waiting < Unsent.MAX; messages++) {
      ByteBuffer message = ByteBuffer.allocate(BYTES);
      message.put(0, (byte) messages).put(BYTES - 1, (byte) messages);
      unsent.add(message);
      unsent.writeTo(to);
      waiting = unsent.isEmpty() ? 0 : waiting + 1;
    }
    return messages;
  }

  /** Two ends of a connection that do not block. */
  private record Pair(SocketChannel from, SocketChannel to) implements AutoCloseable {
    static Pair open() throws IOException {
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel from = SocketChannel.open(server.getLocalAddress());
        SocketChannel to = server.accept();
        from.configureBlocking(false);
        return new Pair(from, to);
      }
    }

    @Override
    public void close() throws IOException {
      from.close();
      to.close();
    }
  }
}
