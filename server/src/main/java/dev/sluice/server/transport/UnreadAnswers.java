package dev.sluice.server.transport;

import dev.sluice.transport.http.LimitedEngine;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import javax.net.ssl.SSLException;

/**
 * Ends a connection whose server has TLS answer, and reads no answer: each would wait in a buffer
 * of a whole record. Stands on the way of what its TLS sends. Belongs to its loop's thread.
 */
final class UnreadAnswers extends ChannelOutboundHandlerAdapter {
  static final int MAX = 64;

  private final LimitedEngine engine;
  private long seen;
  private int waiting;
  private final ChannelFutureListener taken = _ -> waiting--;

  UnreadAnswers(LimitedEngine engine) {
    this.engine = engine;
  }

  @Override
  public void write(ChannelHandlerContext context, Object encrypted, ChannelPromise promise) {
    // The engine makes a message, and the next thing is that it comes here.
    boolean isAnswer = engine.answers() != seen;
    seen = engine.answers();
    if (!isAnswer) {
      var _ = context.write(encrypted, promise);
      return;
    }
    ChannelPromise told = promise.unvoid();
    waiting++;
    var _ = told.addListener(taken);
    // At once: those of a single read would wait for its end, and the server is not to blame.
    var _ = context.writeAndFlush(encrypted, told);
    if (waiting == MAX + 1) {
      context.fireExceptionCaught(
          new SSLException("the server has TLS answer again and again, and reads nothing"));
    }
  }
}
