package dev.sluice.server.transport;

import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.WayContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** How it finds its way, over the JDK's sockets of Vert.x. */
class VertxWayNioTest extends WayContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NIO.transport(environment, trusted);
  }
}
