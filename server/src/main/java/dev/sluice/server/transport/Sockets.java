package dev.sluice.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;

/** Sockets of Vert.x's transport, be it native or the JDK's, and how they are closed at once. */
final class Sockets {
  private Sockets() {}

  /** Makes sockets for this instance's event loops. */
  static ChannelFactory<? extends Channel> of(Vertx vertx) {
    return vertx.isNativeTransportEnabled()
        ? ((VertxInternal) vertx).transport().channelFactory(false)
        : Open::new;
  }

  /**
   * Closes a socket whose loop is held up: the peer is to see it although nobody of this side comes
   * to it. The channel itself is closed by its loop, which has been asked to.
   */
  static void hangUp(Channel channel) {
    try {
      if (channel instanceof Open nio) {
        nio.hangUp();
      } else if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
        socket.shutdown(true, true);
      }
    } catch (IOException isClosed) {
      // Then there is nothing left to do.
    }
  }

  /** The JDK's, which may be closed from any thread. */
  private static final class Open extends NioSocketChannel {
    void hangUp() throws IOException {
      javaChannel().close();
    }
  }
}
