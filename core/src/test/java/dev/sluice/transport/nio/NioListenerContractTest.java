package dev.sluice.transport.nio;

import dev.sluice.spi.transport.ListenerContract;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What a listener can do, over selectors. */
class NioListenerContractTest extends ListenerContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return NioTransport.create(
        environment, NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> trusted));
  }
}
