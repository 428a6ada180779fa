package dev.sluice.server.transport;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.transport.http.EnvironmentProxies;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Vert.x for tests, with each of its transports; made once, and ended with the machine. */
enum Instances {
  NATIVE(true),
  NIO(false);

  private final Vertx vertx;

  Instances(boolean preferNative) {
    vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(preferNative).setEventLoopPoolSize(2));
  }

  Vertx vertx() {
    return vertx;
  }

  VertxTransport transport(Map<String, String> environment, SSLContext trusted) {
    return VertxTransport.of(
        vertx, EnvironmentProxies.of(environment), () -> trusted, MachineTimer.INSTANCE);
  }
}
