package dev.sluice.server.transport;

import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.TransportContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What every transport does, over the JDK's sockets of Vert.x. */
class VertxTransportNioTest extends TransportContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NIO.transport(environment, trusted);
  }
}
