package dev.sluice.transport.nio;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.WayContract;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** How it finds its way, over selectors. */
class NioWayContractTest extends WayContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return NioTransport.create(
        environment, NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> trusted));
  }
}
