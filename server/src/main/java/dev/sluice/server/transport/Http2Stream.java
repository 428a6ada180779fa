package dev.sluice.server.transport;

import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.transport.http.RequestBytes;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection of HTTP/2. Belongs to the loop's thread, but for {@link #cut}. */
final class Http2Stream extends ChannelInboundHandlerAdapter implements Carrier {
  /** The most informational answers before the answer. */
  private static final int MAX_INTERIM = 32;

  private final Loop loop;
  private final Http2Connection connection;
  private final boolean used;

  private volatile @Nullable Channel channel;
  private @Nullable VertxExchange exchange;
  private boolean sent;
  private boolean begun;
  private boolean headed;
  private boolean closed;
  private int interim;

  /** Whether the server says that it has not looked at the request. */
  private boolean refused;

  Http2Stream(Loop loop, Http2Connection connection, boolean used) {
    this.loop = loop;
    this.connection = connection;
    this.used = used;
  }

  @Override
  public Route route() {
    return connection.route();
  }

  @Override
  public boolean isUsed() {
    return used;
  }

  @Override
  public long goodSinceNanos() {
    return connection.goodSinceNanos();
  }

  // The request.

  @Override
  public void carry(VertxExchange next) {
    exchange = next;
    new Http2StreamChannelBootstrap(connection.channel())
        .handler(this)
        .open()
        .addListener(
            opened -> {
              if (opened.isSuccess()) {
                onOpen((Http2StreamChannel) opened.getNow(), next);
              } else {
                refused = true;
                broke(new IOException("the connection takes no more streams", opened.cause()));
              }
            });
  }

  private void onOpen(Http2StreamChannel opened, VertxExchange next) {
    channel = opened;
    if (closed) {
      opened.close();
      return;
    }
    HttpCall call = next.call();
    ByteBuf body = Unpooled.wrappedBuffer(call.body());
    boolean empty = !body.isReadable();
    var head = opened.write(new DefaultHttp2HeadersFrame(headers(call, body), empty));
    var last = empty ? head : opened.write(new DefaultHttp2DataFrame(body, true));
    last.addListener(done -> onWritten(next, done.cause()));
    opened.flush();
  }

  private Http2Headers headers(HttpCall call, ByteBuf body) {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method(call.method().name())
            .scheme("https")
            .authority(route().origin().authority())
            .path(RequestBytes.target(call.uri()));
    if (call.method() != HttpCall.Method.GET) {
      headers.setInt("content-length", body.readableBytes());
    }
    call.headers().forEach((name, value) -> headers.add(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }

  private void onWritten(VertxExchange by, @Nullable Throwable failed) {
    if (closed || exchange != by) {
      return;
    }
    if (failed == null) {
      sent = true;
      by.onSent(this);
    }
    // Else the stream has ended, and says so itself.
  }

  @Override
  public void pause() {
    Channel open = channel;
    if (open != null) {
      open.config().setAutoRead(false);
    }
  }

  @Override
  public void readOn() {
    Channel open = channel;
    if (open != null) {
      open.config().setAutoRead(true);
    }
  }

  // The response.

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    VertxExchange carried = exchange;
    try {
      if (carried != null && !closed) {
        read(carried, frame);
      }
    } catch (ProtocolException noHttp) {
      carried.onFailure(SocketFailures.of(noHttp));
    } catch (Throwable defect) {
      carried.onDefect(defect);
    } finally {
      ReferenceCountUtil.release(frame);
      // A listener may have interrupted its thread, and that is the loop's.
      boolean unused = Thread.interrupted();
    }
  }

  private void read(VertxExchange carried, Object frame) throws ProtocolException {
    if (frame instanceof Http2HeadersFrame headers) {
      arrived(carried);
      if (!headed) {
        onHead(carried, headers.headers());
      }
      onRead(carried, headers.isEndStream());
    } else if (frame instanceof Http2DataFrame data) {
      arrived(carried);
      if (!headed) {
        throw new ProtocolException("a body came before its head");
      }
      onData(carried, data.content());
      onRead(carried, data.isEndStream());
    }
  }

  private void arrived(VertxExchange carried) {
    begun = true;
    carried.onArrival();
  }

  private void onHead(VertxExchange carried, Http2Headers headers) throws ProtocolException {
    int status = status(headers);
    if (status < 200) {
      if (++interim > MAX_INTERIM) {
        throw new ProtocolException(
            "there are more than " + MAX_INTERIM + " informational answers before the answer");
      }
      return;
    }
    headed = true;
    Map<String, String> first = new HashMap<>();
    headers.forEach(
        header -> {
          String name = header.getKey().toString();
          if (!name.startsWith(":")) {
            first.putIfAbsent(name, header.getValue().toString());
          }
        });
    carried.onHead(this, new ResponseHead(status, first));
  }

  private static int status(Http2Headers headers) throws ProtocolException {
    CharSequence said = headers.status();
    if (said == null || !said.toString().matches("[1-9][0-9]{2}")) {
      throw new ProtocolException("the answer has no status");
    }
    return Integer.parseInt(said.toString());
  }

  private void onData(VertxExchange carried, ByteBuf bytes) {
    while (bytes.isReadable() && !carried.isCleared()) {
      int length = Math.min(bytes.readableBytes(), loop.area.length);
      bytes.readBytes(loop.area, 0, length);
      if (!carried.onBody(loop.read(0, length))) {
        return;
      }
    }
  }

  private void onRead(VertxExchange carried, boolean last) throws ProtocolException {
    if (carried.isCleared()) {
      return;
    }
    if (!last) {
      carried.afterRead(this);
    } else if (headed) {
      carried.complete(true);
    } else {
      throw new ProtocolException("the answer ended before its head");
    }
  }

  // The end.

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    try {
      if (event instanceof Http2ResetFrame reset) {
        refused = reset.errorCode() == Http2Error.REFUSED_STREAM.code();
        broke(new IOException(resetBy(reset.errorCode())));
      } else if (event instanceof Http2GoAwayFrame) {
        refused = true;
        broke(new IOException("the server ended the connection before it looked at the request"));
      }
    } finally {
      ReferenceCountUtil.release(event);
    }
  }

  private static String resetBy(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return "the other side ended the stream (HTTP/2: " + (error == null ? code : error) + ")";
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    broke(SocketFailures.endOfInput(begun));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    IOException why = Broken.of(cause);
    VertxExchange carried = exchange;
    if (why != null) {
      broke(why);
    } else if (carried != null) {
      carried.onDefect(cause);
    } else {
      close();
      VertxTransport.report(cause);
    }
  }

  private void broke(IOException why) {
    if (closed) {
      return;
    }
    VertxExchange carried = exchange;
    TransportFailure failure = SocketFailures.of(why);
    // A stream that the server has ended alone was not dead before.
    boolean worn = !begun && used && (refused || !connection.channel().isActive());
    boolean allSent = sent && !refused;
    close();
    if (carried != null) {
      carried.onBroken(this, worn, allSent, failure);
    }
  }

  @Override
  public void cut() {
    loop.later(this::hangUp);
  }

  private void hangUp() {
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void done() {
    close();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    exchange = null;
    hangUp();
    connection.freed();
  }
}
