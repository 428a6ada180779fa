package dev.sluice.server;

import dev.sluice.log.RunLog;
import dev.sluice.models.Models;
import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.run.RunSettings;
import dev.sluice.server.transport.VertxTransport;
import dev.sluice.simulator.Departure;
import dev.sluice.simulator.Simulator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A gateway on a port of its own, a provider that says what a script says, and what is told. */
final class World implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(25);

  /** A request for a stream, as a chat client writes it. */
  static final String CHAT =
      "{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private static final Map<String, CatalogSettings.Alias> ALIASES =
      Map.of(
          "fast",
          new CatalogSettings.Alias("openai/gpt-4o-mini", RoutePolicies.USUAL),
          "other",
          new CatalogSettings.Alias("anthropic/claude-haiku", RoutePolicies.USUAL),
          "claude-*",
          new CatalogSettings.Alias("openai/gpt-4o-mini", RoutePolicies.USUAL),
          "gpt-5*",
          new CatalogSettings.Alias("openai-responses/gpt-5", RoutePolicies.USUAL),
          "gpt-6*",
          new CatalogSettings.Alias("openai/gpt-4o-mini", RoutePolicies.USUAL),
          "gemini-*",
          new CatalogSettings.Alias("gemini/gemini-2.5-flash", RoutePolicies.USUAL),
          "strict",
          BesideRunsTest.strict(),
          "google",
          new CatalogSettings.Alias(
              "gemini/gemini-2.5-flash", RoutePolicies.USUAL, OptionalLong.of(131_072)));

  final Simulator provider;
  final Queue<String> accessLog = new ConcurrentLinkedQueue<>();
  final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  final Gateway gateway;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx = Gateway.vertx();
  private final VertxTransport transport;
  private final Models models;
  private final RunLog log;

  private World(
      String script,
      Keys keys,
      UnaryOperator<GatewaySettings> settings,
      UnaryOperator<Gateway.Builder> more,
      Map<String, CatalogSettings.Alias> aliases) {
    this.provider = Simulator.start(script);
    this.transport = Wiring.transport(vertx);
    this.models = Wiring.models(provider.origin(), transport);
    this.log = RunLog.inMemory();
    this.gateway =
        more.apply(Gateway.builder().accessLog(accessLog::add).complaints(complaints::add))
            .settings(
                settings.apply(GatewaySettings.USUAL.with(HttpSettings.USUAL.at("127.0.0.1", 0))))
            .vertx(vertx)
            .log(log)
            .formats(Wiring.formats(models))
            .catalog(
                Catalog.of(
                    models,
                    new CatalogSettings(List.of(), Optional.empty(), aliases, RoutePolicies.USUAL)))
            .keys(keys)
            .start();
  }

  static World saying(String script) {
    return saying(script, ALIASES);
  }

  static World saying(String script, Map<String, CatalogSettings.Alias> aliases) {
    return new World(script, Keys.none(), settings -> settings, builder -> builder, aliases);
  }

  static World saying(String script, UnaryOperator<HttpSettings> settings) {
    return new World(
        script,
        Keys.none(),
        all -> all.with(settings.apply(all.http())),
        builder -> builder,
        ALIASES);
  }

  static World with(String script, Keys keys, UnaryOperator<GatewaySettings> settings) {
    return new World(script, keys, settings, builder -> builder, ALIASES);
  }

  /** One whose gateway gives a sign of life after each short silence. */
  static World lively(String script) {
    RunSettings usual = RunSettings.USUAL;
    RunSettings lively =
        new RunSettings(
            Duration.ofMillis(50),
            usual.grace(),
            usual.idleClient(),
            usual.waitingEvents(),
            usual.waitingBytes(),
            usual.characters(),
            usual.streams(),
            usual.idempotency());
    return with(script, Keys.none(), settings -> settings.with(lively));
  }

  static World with(
      String script,
      Keys keys,
      UnaryOperator<GatewaySettings> settings,
      UnaryOperator<Gateway.Builder> more) {
    return new World(script, keys, settings, more, ALIASES);
  }

  URI at(String path) {
    return URI.create(gateway.baseUrl() + path);
  }

  int port() {
    return gateway.baseUrl().getPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).timeout(PATIENCE);
  }

  HttpRequest.Builder post(String path, String json) {
    return request(path)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  /** A connection to write anything to. */
  RawClient raw() throws IOException {
    return new RawClient(port());
  }

  /** Waits until the gateway has left the provider, and tells how. */
  Departure left() {
    try {
      return provider.awaitClientLeft(1, PATIENCE);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come to be within " + PATIENCE);
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    gateway.close();
    http.close();
    log.close();
    models.close();
    transport.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    provider.close();
  }
}
