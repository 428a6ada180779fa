package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.WayContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** How it finds its way, over the JDK's client. */
class JdkWayContractTest extends WayContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
