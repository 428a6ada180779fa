package dev.sluice.spi.transport;

import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.TrustedCertificates;
import dev.sluice.transport.jdk.JdkTransport;
import dev.sluice.transport.nio.NioTransport;
import java.util.Map;
import java.util.OptionalInt;

/** Transports whose proxies and trusted certificates come from these variables, else the system. */
public final class FromEnvironment {
  private FromEnvironment() {}

  public static NioTransport nio(Map<String, String> environment) {
    return NioTransport.create(
        EnvironmentProxies.of(environment),
        TrustedCertificates.of(environment),
        OptionalInt.empty(),
        MachineTimer.INSTANCE);
  }

  public static JdkTransport jdk(Map<String, String> environment, Timer timer) {
    return JdkTransport.create(
        EnvironmentProxies.of(environment), TrustedCertificates.of(environment), timer);
  }
}
