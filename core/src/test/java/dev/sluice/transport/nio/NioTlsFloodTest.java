package dev.sluice.transport.nio;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.TlsFloodContract;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Servers that keep TLS busy, read on selectors. */
class NioTlsFloodTest extends TlsFloodContract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return NioTransport.create(
        environment, NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> trusted));
  }
}
