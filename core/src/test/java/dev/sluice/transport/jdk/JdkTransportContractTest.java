package dev.sluice.transport.jdk;

import dev.sluice.transport.spi.MachineTimer;
import dev.sluice.transport.spi.Transport;
import dev.sluice.transport.spi.TransportContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What every transport does, over the JDK's client. */
class JdkTransportContractTest extends TransportContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
