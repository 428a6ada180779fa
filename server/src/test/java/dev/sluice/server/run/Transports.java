package dev.sluice.server.run;

import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.time.Clock;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.TrustedCertificates;
import dev.sluice.transport.nio.NioTransport;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The library's own transport, for tests that wrap it. */
final class Transports {
  private Transports() {}

  static Transport nio() {
    return NioTransport.create(
        EnvironmentProxies.of(Map.of()),
        TrustedCertificates.of(Map.of()),
        OptionalInt.empty(),
        new MachineTimer());
  }

  private record MachineTimer() implements Timer {
    @Override
    public long nanos() {
      return Clock.system().nanos();
    }

    @Override
    public void rest(long nanos) {
      Clock.system().rest(nanos);
    }

    @Override
    public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      return Clock.system().alarm(delay, task, owner)::cancel;
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      Clock.system().aside(task, owner);
    }
  }
}
