package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.TransportContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What every transport does, over the JDK's client. */
class JdkTransportContractTest extends TransportContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
