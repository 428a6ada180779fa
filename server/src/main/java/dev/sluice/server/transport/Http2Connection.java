package dev.sluice.server.transport;

import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2, which carries as many exchanges as its server allows. Belongs to the
 * loop's thread.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  /** What may be under way on the whole connection: a stream that nobody reads stops no other. */
  private static final int WINDOW_BYTES = 16 * 1024 * 1024;

  private static final int FIRST_WINDOW_BYTES = 65_535;

  /** More settings than a server has reason to say; each may cost something that stays. */
  private static final int MAX_SETTINGS = 1024;

  /** How many of a server's settings and pings may be answered, and streams ended, unread. */
  private static final int MAX_UNREAD_FRAMES = 1024;

  /** Frames of data without any, one after the other; a head in as many small pieces. */
  private static final int MAX_EMPTY_FRAMES = 2;

  private static final int MAX_SMALL_PIECES = 16;

  private final Loop loop;
  private final Route route;
  private final Channel channel;

  /** For whom it is made, until it can be used. */
  private @Nullable VertxExchange first;

  private long maxStreams;
  private long streams;
  private int settings;
  private boolean used;
  private boolean over;
  private long idleSinceNanos;

  Http2Connection(Loop loop, Route route, Channel channel, VertxExchange first) {
    this.loop = loop;
    this.route = route;
    this.channel = channel;
    this.first = first;
  }

  /** Greets the server; once it has said its settings, streams can be opened. */
  void begin() {
    channel
        .pipeline()
        .addLast(
            Http2FrameCodecBuilder.forClient()
                .initialSettings(
                    Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .maxHeaderListSize(MAX_HEAD_BYTES))
                // How much of them is remembered would be the server's to say.
                .headerSensitivityDetector(Http2HeadersEncoder.ALWAYS_SENSITIVE)
                .encoderEnforceMaxQueuedControlFrames(MAX_UNREAD_FRAMES)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES)
                .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_PIECES)
                .build())
        .addLast(new NothingUnasked())
        // Servers begin no streams.
        .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
        .addLast(this);
    var _ =
        channel.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - FIRST_WINDOW_BYTES));
  }

  Route route() {
    return route;
  }

  Channel channel() {
    return channel;
  }

  long goodSinceNanos() {
    return idleSinceNanos;
  }

  /** How many exchanges its server lets it carry at once. */
  long maxStreams() {
    return maxStreams;
  }

  /** Room for another exchange; null if there is none. */
  @Nullable Http2Stream stream() {
    if (over || streams >= maxStreams || !channel.isActive()) {
      return null;
    }
    streams++;
    Http2Stream stream = new Http2Stream(loop, this, used);
    used = true;
    return stream;
  }

  /** A stream has ended. */
  void freed() {
    streams--;
    idleSinceNanos = loop.timer.nanos();
    if (over && streams == 0) {
      Sockets.close(channel);
    }
  }

  boolean isTooOld(long nowNanos) {
    return streams == 0 && nowNanos - idleSinceNanos >= Pool.MAX_IDLE.toNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) throws ProtocolException {
    try {
      if (frame instanceof Http2SettingsFrame all) {
        onSettings(all.settings());
      } else if (frame instanceof Http2GoAwayFrame) {
        retire();
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void onSettings(Http2Settings said) throws ProtocolException {
    if (++settings > MAX_SETTINGS) {
      throw new ProtocolException("the server changes its settings again and again");
    }
    if (settings == MAX_SETTINGS / 4) {
      retire(); // One that does so now and then, for days, is not to lose what is asked of it.
    }
    Long max = said.maxConcurrentStreams();
    VertxExchange waiting = first;
    if (max != null) {
      maxStreams = max;
    } else if (waiting != null) {
      maxStreams = Integer.MAX_VALUE;
    }
    if (waiting == null) {
      return;
    }
    first = null;
    idleSinceNanos = loop.timer.nanos();
    Http2Stream stream = stream();
    if (stream == null || !loop.pool.share(this)) {
      close();
      waiting.onFailure(
          SocketFailures.ofConnecting(new IOException("the server takes no streams"), route));
    } else {
      waiting.onConnected(stream);
    }
  }

  /** It takes no more streams; those that there are go on. */
  private void retire() {
    over = true;
    loop.pool.remove(this);
    if (streams == 0) {
      Sockets.close(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(new EOFException("it was closed before it could be used"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    IOException why = Broken.of(cause);
    if (why == null) {
      VertxTransport.report(cause);
    }
    end(why == null ? new IOException(cause) : why);
    Sockets.close(channel);
  }

  private void end(IOException why) {
    over = true;
    loop.pool.remove(this);
    VertxExchange waiting = first;
    first = null;
    if (waiting != null) {
      waiting.onFailure(SocketFailures.ofConnecting(why, route));
    }
  }

  void close() {
    over = true;
    loop.pool.remove(this);
    Sockets.close(channel);
  }
}
