package dev.sluice.server;

import dev.sluice.log.RunLog;
import dev.sluice.models.Models;
import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.transport.VertxTransport;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A gateway in front of a provider that says what a script says, in the format that its model's
 * name says: {@code openai} (responses), {@code chat}, {@code anthropic} or {@code gemini}.
 */
final class ResponsesWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(25);

  final Simulator provider;
  final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  final Gateway gateway;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx = Gateway.vertx();
  private final VertxTransport transport = Wiring.transport(vertx);
  private final Models models;
  private final RunLog log = RunLog.inMemory();

  private ResponsesWorld(String script) {
    this.provider = Simulator.start(script);
    this.models = Wiring.models(provider.origin(), transport);
    this.gateway =
        Gateway.builder()
            .settings(GatewaySettings.USUAL.with(HttpSettings.USUAL.at("127.0.0.1", 0)))
            .vertx(vertx)
            .log(log)
            .formats(Wiring.formats(models))
            .catalog(Catalog.of(models, catalog()))
            .complaints(complaints::add)
            .start();
  }

  private static CatalogSettings catalog() {
    return new CatalogSettings(
        List.of(),
        Optional.empty(),
        Map.of(
            "openai", alias("openai-responses/gpt-5"),
            "chat", alias("openai-chat/gpt-4o-mini"),
            "anthropic", alias("anthropic/claude-haiku"),
            "gemini", alias("gemini/gemini-flash")),
        RoutePolicies.USUAL);
  }

  private static CatalogSettings.Alias alias(String model) {
    return new CatalogSettings.Alias(model, RoutePolicies.USUAL);
  }

  static ResponsesWorld saying(String script) {
    return new ResponsesWorld(script);
  }

  /** The body of a request that the provider was asked, counted from 0. */
  String asked(int index) {
    return provider.requests().get(index).body();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path)).timeout(PATIENCE);
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
