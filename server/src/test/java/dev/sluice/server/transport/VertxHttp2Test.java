package dev.sluice.server.transport;

import dev.sluice.spi.transport.Http2Contract;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** HTTP/2, over the native sockets of Vert.x. */
class VertxHttp2Test extends Http2Contract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NATIVE.transport(environment, trusted);
  }
}
