package dev.sluice.server.http;

import dev.sluice.server.dialect.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends the chunks of an HTTP/1.1 response below Vert.x: head and end go by its response, and what
 * is between is written as HTTP's chunks, one for each flush, into one buffer that goes right to
 * what stands below Vert.x's encoder. A chunk costs neither objects of HTTP, nor promises, nor a
 * copy of a copy.
 *
 * <p>This is the only class that knows how Vert.x arranges a connection. It looks whether that is
 * as it knows it, once for each connection, and where it is not, all goes by {@link VertxWriter}:
 * over HTTP/2, where something stands between Vert.x and its encoder, or with a Vert.x that has
 * changed.
 */
final class ChunkWriter implements ResponseWriter {
  private static final int FIRST = 1024;

  /** Room for a chunk's size in hexadecimal digits, and the end of its line. */
  private static final int SIZE_ROOM = Integer.BYTES * 2 + 2;

  private static final short END_OF_LINE = '\r' << 8 | '\n';

  private final VertxWriter response;
  private final Below below;

  /** Whether the head has gone, so that chunks may follow it. */
  private boolean isDirect;

  /** A chunk that has not gone; room for its size is before it. */
  private @Nullable ByteBuf chunk;

  private ChunkWriter(VertxWriter response, Below below) {
    this.response = response;
    this.below = below;
    below.begins(this);
  }

  /** The shortest way that there is for this request's response. */
  static ResponseWriter of(HttpServerRequest request, int waitingBytes) {
    VertxWriter response = new VertxWriter(request, waitingBytes);
    if (request.version() != HttpVersion.HTTP_1_1 || request.method().equals(HttpMethod.HEAD)) {
      return response;
    }
    Below below = Below.of(request, waitingBytes);
    return below == null ? response : new ChunkWriter(response, below);
  }

  @Override
  public MultiMap headers() {
    return response.headers();
  }

  @Override
  public void begin(int status) {
    response.begin(status);
  }

  @Override
  public void write(Bytes bytes) {
    if (!isDirect) {
      response.write(bytes);
      return;
    }
    int size = bytes.size();
    if (size > 0) {
      ByteBuf to = chunk;
      if (to == null) {
        to = below.room(SIZE_ROOM + size + 2);
        chunk = to;
      }
      to.writeBytes(bytes.array(), 0, size);
    }
  }

  @Override
  public void flush() {
    if (isDirect) {
      ByteBuf whole = framed();
      if (whole != null) {
        below.send(whole);
      }
      return;
    }
    boolean wasWritable = below.isWritable();
    response.flush();
    // Else Vert.x may still hold the head back, and what follows it has to wait there as well.
    isDirect = wasWritable && below.isWritable();
  }

  /** The chunk that waits, with what HTTP has around it. */
  private @Nullable ByteBuf framed() {
    ByteBuf whole = chunk;
    chunk = null;
    if (whole == null) {
      return null;
    }
    int at = SIZE_ROOM - 2;
    whole.setShort(at, END_OF_LINE);
    for (int left = whole.writerIndex() - SIZE_ROOM; left > 0; left >>>= 4) {
      int digit = left & 0xf;
      whole.setByte(--at, digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    whole.readerIndex(at);
    return whole.writeShort(END_OF_LINE);
  }

  @Override
  public boolean isFull() {
    return isDirect ? !below.isWritable() : response.isFull();
  }

  @Override
  public void whenWritable(Runnable task) {
    if (isDirect) {
      below.whenWritable(task);
    } else {
      response.whenWritable(task);
    }
  }

  @Override
  public void end() {
    flushChunk();
    response.end();
    below.ends(this);
  }

  @Override
  public void cut() {
    flushChunk();
    response.cut();
    below.ends(this);
  }

  private void flushChunk() {
    if (isDirect) {
      flush();
    }
  }

  @Override
  public void whole(int status, byte[] body) {
    response.whole(status, body);
    below.ends(this);
  }

  private void release() {
    ByteBuf left = chunk;
    chunk = null;
    if (left != null) {
      left.release();
    }
  }

  /**
   * What is below Vert.x's encoder on one connection. Belongs to the connection's loop.
   *
   * <p>It keeps further requests from Vert.x until the response is over: Vert.x would stop reading,
   * and then nobody would see that the client leaves; and it does not release them if it does.
   */
  private static final class Below extends ChannelInboundHandlerAdapter {
    /** So much may be asked while a response goes on; who asks more is no client. */
    private static final int MAX_AHEAD = 64 * 1024;

    /** What a head is taken for, or any other message besides its bytes. */
    private static final int MESSAGE = 256;

    private static final AttributeKey<Below> KEY = AttributeKey.valueOf(Below.class, "below");

    private final Channel channel;

    /** What is written to it goes to who stands before the encoder. */
    private final ChannelHandlerContext encoder;

    /** Of the response that is written, or was last. */
    private @Nullable ChunkWriter writer;

    private @Nullable Runnable drained;

    /** Whether that response goes on. */
    private boolean goesOn;

    /** What was asked meanwhile. */
    private final Queue<Object> ahead = new ArrayDeque<>(0);

    private int bytesAhead;
    private @Nullable ChannelHandlerContext self;

    private Below(Channel channel, ChannelHandlerContext encoder) {
      this.channel = channel;
      this.encoder = encoder;
    }

    /** That of a request's connection; null if it is not arranged as this class knows it. */
    static @Nullable Below of(HttpServerRequest request, int waitingBytes) {
      if (!(request.connection() instanceof HttpServerConnection connection)) {
        return null;
      }
      Channel channel = connection.channelHandlerContext().channel();
      Below known = channel.attr(KEY).get();
      if (known != null) {
        return known;
      }
      ChannelHandlerContext encoder = channel.pipeline().context(HttpResponseEncoder.class);
      if (encoder == null
          || !channel.eventLoop().inEventLoop()
          || !isLast(encoder, connection.channelHandlerContext(), channel.pipeline())) {
        return null;
      }
      Below made = new Below(channel, encoder);
      channel.attr(KEY).set(made);
      channel.pipeline().addAfter(encoder.name(), null, made);
      channel
          .config()
          .setWriteBufferWaterMark(new WriteBufferWaterMark(waitingBytes / 2, waitingBytes));
      return made;
    }

    /**
     * Whether nobody but the encoder changes what Vert.x writes on its way to the socket's side.
     */
    private static boolean isLast(
        ChannelHandlerContext encoder, ChannelHandlerContext vertx, ChannelPipeline pipeline) {
      boolean isAbove = false;
      for (Map.Entry<String, ChannelHandler> each : pipeline) {
        ChannelHandler handler = each.getValue();
        if (isAbove && handler.equals(vertx.handler())) {
          return true;
        }
        if (isAbove && handler instanceof ChannelOutboundHandler) {
          return false;
        }
        isAbove |= handler.equals(encoder.handler());
      }
      return false;
    }

    void begins(ChunkWriter next) {
      writer = next;
      goesOn = true;
    }

    void ends(ChunkWriter one) {
      if (writer == one && goesOn) {
        goesOn = false;
        if (!ahead.isEmpty()) {
          channel.eventLoop().execute(this::goOn);
        }
      }
    }

    /** Lets Vert.x have the next request, once it is done with the one before. */
    private void goOn() {
      ChannelHandlerContext context = self;
      if (context == null) {
        return;
      }
      for (Object next; (next = nextAhead()) != null; ) {
        bytesAhead -= size(next);
        context.fireChannelRead(next);
      }
      context.fireChannelReadComplete();
    }

    private @Nullable Object nextAhead() {
      // What is left of a request's body belongs to it, whatever has become of its response.
      boolean waits = goesOn && ahead.peek() instanceof HttpRequest;
      return waits ? null : ahead.poll();
    }

    private static int size(Object message) {
      return MESSAGE
          + (message instanceof HttpRequest head ? head.uri().length() : 0)
          + (message instanceof HttpContent part ? part.content().readableBytes() : 0);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      self = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (ahead.isEmpty() && !(goesOn && message instanceof HttpRequest)) {
        context.fireChannelRead(message);
        return;
      }
      bytesAhead += size(message);
      ahead.add(message);
      if (bytesAhead > MAX_AHEAD) {
        forget();
        var _ = channel.close();
      }
    }

    private void forget() {
      ahead.forEach(ReferenceCountUtil::release);
      ahead.clear();
      bytesAhead = 0;
    }

    ByteBuf room(int bytes) {
      return channel.alloc().directBuffer(Math.max(FIRST, bytes)).writerIndex(SIZE_ROOM);
    }

    void send(ByteBuf chunk) {
      // What becomes of it is told by the connection's close handler.
      ChannelFuture _ = encoder.writeAndFlush(chunk, channel.voidPromise());
    }

    boolean isWritable() {
      return channel.isWritable();
    }

    void whenWritable(Runnable task) {
      if (channel.isWritable()) {
        task.run();
      } else {
        drained = task;
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
      super.channelWritabilityChanged(context);
      Runnable task = drained;
      if (task != null && channel.isWritable()) {
        drained = null;
        task.run();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      ChunkWriter last = writer;
      if (last != null) {
        last.release();
      }
      drained = null;
      forget();
      super.channelInactive(context);
    }
  }
}
