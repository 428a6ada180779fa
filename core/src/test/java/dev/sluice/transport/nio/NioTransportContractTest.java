package dev.sluice.transport.nio;

import dev.sluice.transport.spi.MachineTimer;
import dev.sluice.transport.spi.Transport;
import dev.sluice.transport.spi.TransportContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** What every transport does, over selectors. */
class NioTransportContractTest extends TransportContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return NioTransport.create(
        environment, NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> trusted));
  }
}
