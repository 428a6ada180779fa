package dev.sluice.bench.gateway;

import dev.sluice.bench.load.Format;
import dev.sluice.bench.load.LoadServer;
import dev.sluice.log.RunLog;
import dev.sluice.models.Models;
import dev.sluice.server.Gateway;
import dev.sluice.server.GatewaySettings;
import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.Keys;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.transport.VertxTransport;
import dev.sluice.spi.transport.Timer;
import dev.sluice.store.Store;
import dev.sluice.time.Clock;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.EnvironmentProxies;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** This library's gateway, as a program that holds it: a key, metrics and a log of runs are on. */
public final class SluiceProxy {
  private SluiceProxy() {}

  /**
   * Serves until its standard input ends. The upstream's base URL, the clients' key, {@code memory}
   * or the folder where runs are kept, and {@code native} or {@code nio}.
   */
  public static void main(String[] args) {
    LoadServer.exitWithParent();
    try {
      serve(args[0], args[1], args[2], args[3].equals("native"));
    } catch (Exception failed) {
      failed.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void serve(String base, String key, String data, boolean isNative)
      throws Exception {
    Vertx vertx =
        isNative
            ? Gateway.vertx()
            : Vertx.vertx(
                new VertxOptions()
                    .setPreferNativeTransport(false)
                    .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
    if (vertx.isNativeTransportEnabled() != isNative) {
      throw new IllegalStateException(
          "no native transport", vertx.unavailableNativeTransportCause());
    }
    SSLContext trusted = SSLContext.getDefault();
    Certificates certificates = () -> trusted;
    Map<String, String> environment = Format.environment(base);
    Models models =
        Models.builder()
            .environment(environment)
            .transport(
                VertxTransport.of(
                    vertx,
                    EnvironmentProxies.of(environment),
                    certificates,
                    new SystemTimer(Clock.system())))
            .build();
    RunLog log = data.equals("memory") ? RunLog.inMemory() : kept(Path.of(data));
    Gateway gateway =
        Gateway.builder()
            .vertx(vertx)
            .log(log)
            .catalog(Catalog.of(models, CatalogSettings.USUAL))
            .formats(
                start ->
                    format ->
                        models
                            .frames(format, start.model(), start.request())
                            .map(kept -> kept::frame))
            .keys(Keys.of(List.of(Keys.Key.of("bench", key, List.of()))))
            .settings(GatewaySettings.USUAL.with(HttpSettings.USUAL.at("127.0.0.1", 0)))
            .complaints(System.err::println)
            .start();
    System.out.println(gateway.baseUrl());
  }

  /** As {@code sluice serve} keeps them. */
  private static RunLog kept(Path folder) {
    return Store.builder(folder).groupDelay(Duration.ofMillis(35)).open().runs();
  }

  private record SystemTimer(Clock clock) implements Timer {
    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public void rest(long nanos) {
      clock.rest(nanos);
    }

    @Override
    public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
      Clock.Alarm alarm = clock.alarm(delay, task, owner);
      return alarm::cancel;
    }

    @Override
    public void aside(Runnable task, Consumer<? super Throwable> owner) {
      clock.aside(task, owner);
    }
  }
}
