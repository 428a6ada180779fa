package dev.sluice.server.transport;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.transport.http.ClientEngine;
import dev.sluice.transport.http.Greeting;
import dev.sluice.transport.http.LimitedEngine;
import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.Socks;
import dev.sluice.transport.http.Tunnel;
import dev.sluice.transport.http.Via;
import dev.sluice.transport.http.WayTimes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes a socket that is connected usable, from the outside to the inside: the TLS of a proxy, the
 * greeting that asks it for a way through, the TLS of the server; each only where the route wants
 * it. Then the connection's handler takes its place, and the exchange is told. Belongs to the
 * loop's thread.
 */
final class Opening extends ChannelInboundHandlerAdapter {
  private static final String HTTP_2 = "h2";
  private static final String HTTP_1_1 = "http/1.1";

  /** How long a goodbye of TLS may wait for the peer, once a connection is to be closed. */
  private static final int GOODBYE_MILLIS = 20;

  private final Loop loop;
  private final Way way;
  private final Optional<InetAddress> socksTarget;
  private final Channel channel;
  private final VertxExchange exchange;

  private @Nullable Greeting greeting;

  /** The server's TLS, once it has begun; that of a proxy lies before it. */
  private @Nullable SslHandler inner;

  private boolean over;

  Opening(
      Loop loop,
      Way way,
      Optional<InetAddress> socksTarget,
      Channel channel,
      VertxExchange exchange) {
    this.loop = loop;
    this.way = way;
    this.socksTarget = socksTarget;
    this.channel = channel;
    this.exchange = exchange;
  }

  void begin() {
    channel.pipeline().addLast(this);
    Via via = way.route().via().orElse(null);
    if (via != null && via.kind() == Via.Kind.HTTPS) {
      SslHandler _ = secure(via.host(), via.port());
    } else {
      greet();
    }
  }

  private SslHandler secure(String host, int port, String... protocols) {
    SSLContext context = way.context();
    if (context == null) {
      throw new IllegalStateException("no certificates were loaded for TLS");
    }
    LimitedEngine engine = ClientEngine.of(context, host, port, protocols);
    SslHandler tls = new SslHandler(engine, Threads::startVirtual);
    tls.setHandshakeTimeoutMillis(0); // The time to connect covers it.
    tls.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
    String self = channel.pipeline().context(this).name();
    channel.pipeline().addBefore(self, null, new UnreadAnswers(engine));
    channel.pipeline().addBefore(self, null, tls);
    return tls;
  }

  private void greet() {
    Via via = way.route().via().orElse(null);
    if (via == null || way.route().proxied()) {
      goThrough();
    } else {
      greeting =
          via.isHttp()
              ? new Tunnel(way.route(), via)
              : new Socks(way.route().origin(), socksTarget, via);
      say(greeting.hello());
    }
  }

  private void say(ByteBuffer bytes) {
    var _ =
        channel
            .writeAndFlush(Unpooled.wrappedBuffer(bytes))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    broke(sent.cause());
                  }
                });
  }

  private void goThrough() {
    WayTimes times = exchange.times();
    if (times != null) {
      times.through();
    }
    Origin origin = way.route().origin();
    if (origin.tls()) {
      inner = secure(origin.host(), origin.port(), HTTP_2, HTTP_1_1);
    } else {
      usable(HTTP_1_1);
    }
  }

  private void usable(@Nullable String protocol) {
    over = true;
    if (HTTP_2.equals(protocol)) {
      channel.pipeline().remove(this);
      new Http2Connection(loop, way.route(), channel, exchange).begin();
    } else {
      Http1Connection made = new Http1Connection(loop, way.route(), channel);
      channel.pipeline().replace(this, null, made);
      exchange.onConnected(made);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      Greeting asked = greeting;
      if (asked == null || over) {
        broke(new IOException("the other side spoke before it was asked"));
        return;
      }
      byte[] said = ByteBufUtil.getBytes(bytes);
      int at = asked.take(said, 0, said.length);
      for (ByteBuffer next; (next = asked.answer()) != null; ) {
        say(next);
      }
      if (asked.isDone()) {
        greeting = null;
        if (at < said.length) {
          throw new IOException("the proxy said more than it was asked");
        }
        goThrough();
      }
    } catch (IOException refused) {
      broke(refused);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
      if (!handshake.isSuccess()) {
        broke(handshake.cause());
      } else if (inner != null) {
        usable(inner.engine().getApplicationProtocol());
      } else {
        greet();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    broke(new EOFException("it was closed before it could be used"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    broke(cause);
  }

  private void broke(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    Sockets.close(channel);
    IOException why = Broken.of(cause);
    if (why == null) {
      exchange.onDefect(cause);
    } else {
      exchange.onFailure(failure(why));
    }
  }

  private TransportFailure failure(IOException why) {
    Via via = way.route().via().orElse(null);
    boolean byProxy = via != null && !way.route().proxied() && inner == null;
    boolean proxyUnsecured = via != null && via.kind() == Via.Kind.HTTPS && inner == null;
    return via != null && (byProxy || proxyUnsecured)
        ? SocketFailures.ofProxy(via, why)
        : SocketFailures.ofConnecting(why, way.route());
  }
}
