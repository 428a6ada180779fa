package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.Http2Contract;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** HTTP/2, over the JDK's client. */
class JdkHttp2ContractTest extends Http2Contract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return JdkTransport.create(environment, MachineTimer.INSTANCE, () -> trusted);
  }
}
