package dev.sluice.transport.nio;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.TransportContract;
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
