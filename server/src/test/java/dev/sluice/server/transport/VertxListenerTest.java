package dev.sluice.server.transport;

import dev.sluice.spi.transport.ListenerContract;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What a listener can do, over the native sockets of Vert.x. */
class VertxListenerTest extends ListenerContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NATIVE.transport(environment, trusted);
  }
}
