package dev.sluice.server.transport;

import dev.sluice.spi.transport.TlsFloodContract;
import dev.sluice.spi.transport.Transport;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that keep TLS busy, read on an event loop. */
@ParameterizedClass
@EnumSource(Instances.class)
class VertxTlsFloodTest extends TlsFloodContract {
  private final Instances instance;

  VertxTlsFloodTest(Instances instance) {
    this.instance = instance;
  }

  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return instance.transport(environment, trusted);
  }
}
