package dev.sluice.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2PushPromiseFrame;
import io.netty.handler.codec.http2.Http2UnknownFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;

/**
 * Keeps from streams what nobody has asked for: frames of kinds that nobody knows mean nothing (RFC
 * 9113, section 5.5), and of a stream that is not read they would wait, for they need no window.
 * Pushes were refused before the first request. Belongs to its loop's thread.
 */
final class NothingUnasked extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    if (frame instanceof Http2UnknownFrame) {
      ReferenceCountUtil.release(frame);
    } else if (frame instanceof Http2PushPromiseFrame) {
      context.fireExceptionCaught(
          new ProtocolException("the server pushes answers that it was told not to push"));
    } else {
      context.fireChannelRead(frame);
    }
  }
}
