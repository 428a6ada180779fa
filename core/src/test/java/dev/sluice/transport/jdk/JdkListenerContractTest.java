package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.ListenerContract;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What a listener can do, over the JDK's client. */
class JdkListenerContractTest extends ListenerContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
