package dev.sluice.server.transport;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What Netty throws, as sockets of the JDK would have thrown it. */
final class Broken {
  private Broken() {}

  /** What broke a connection; null if it is not the network's, but a defect of this process. */
  static @Nullable IOException of(Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof NotSslRecordException) {
      SSLException plain = new SSLException("Unsupported or unrecognized SSL message");
      plain.initCause(cause);
      return plain;
    }
    if (cause instanceof SSLException && cause.getCause() instanceof ClosedChannelException
        || cause instanceof ClosedChannelException) {
      return new EOFException("it was closed before it could be used");
    }
    if (cause instanceof Http2Exception http) {
      ProtocolException faulty =
          new ProtocolException("the answer cannot be read as HTTP/2: " + http.error());
      faulty.initCause(http);
      return faulty;
    }
    return cause instanceof IOException io ? io : null;
  }
}
