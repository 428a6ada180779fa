package dev.sluice.transport.jdk;

import dev.sluice.transport.spi.MachineTimer;
import dev.sluice.transport.spi.Transport;
import dev.sluice.transport.spi.WayContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** How it finds its way, over the JDK's client. */
class JdkWayContractTest extends WayContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
