package dev.sluice.server.transport;

import dev.sluice.spi.transport.ListenerContract;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What a listener can do, over the JDK's sockets of Vert.x. */
class VertxListenerNioTest extends ListenerContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NIO.transport(environment, trusted);
  }
}
