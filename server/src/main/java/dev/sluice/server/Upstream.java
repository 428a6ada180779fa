package dev.sluice.server;

import dev.sluice.server.transport.VertxTransport;
import dev.sluice.spi.transport.Transport;
import dev.sluice.time.Clock;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.TrustedCertificates;
import io.vertx.core.Vertx;
import java.util.Map;

/** What a gateway's models reach their providers by. */
public final class Upstream {
  private Upstream() {}

  /**
   * A transport on the event loops of a gateway, for {@code Models.builder().transport(…)}, with
   * the proxies and the certificates that the environment names.
   *
   * @param vertx that of the gateway, see {@link Gateway#vertx}
   */
  public static Transport transport(Vertx vertx, Map<String, String> environment, Clock clock) {
    return VertxTransport.of(
        vertx,
        EnvironmentProxies.of(environment),
        TrustedCertificates.of(environment),
        new ClockTimer(clock));
  }
}
