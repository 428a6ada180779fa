package dev.sluice.server;

import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.models.Models;
import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.CatalogSettings;
import dev.sluice.server.access.RoutePolicies;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.transport.VertxTransport;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.TrustedCertificates;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A gateway in front of a provider that is elsewhere and of a log that it is given: {@link
 * #UPSTREAMS} are its models, tried once; with {@code hasty-} before their names they are waited
 * for no longer than 0.7 seconds, with {@code idle-} that long between tokens.
 */
final class Wiring implements AutoCloseable {
  private static final Map<String, String> MODELS =
      Map.of(
          "openai", "openai/gpt-4o-mini",
          "responses", "openai-responses/gpt-5",
          "anthropic", "anthropic/claude-haiku",
          "gemini", "gemini/gemini-2.5-flash",
          "ollama", "ollama/qwen3");

  static final List<String> UPSTREAMS =
      List.of("openai", "anthropic", "responses", "gemini", "ollama");

  private static final Optional<Duration> SHORT = Optional.of(Duration.ofMillis(700));
  private static final RoutePolicies ONCE = policies(Optional.empty(), Optional.empty());
  private static final RoutePolicies HASTY = policies(SHORT, SHORT);

  /** A busy machine may take its time for the first token, and what follows comes with it. */
  private static final RoutePolicies IDLE = policies(Optional.empty(), SHORT);

  final Queue<String> accessLog = new ConcurrentLinkedQueue<>();
  final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  final Gateway gateway;
  private final Vertx vertx = Gateway.vertx();
  private final VertxTransport transport = transport(vertx);
  private final Models models;

  Wiring(URI provider, RunLog log, GatewaySettings settings) {
    this.models = models(provider, transport);
    this.gateway =
        Gateway.builder()
            .settings(settings.with(HttpSettings.USUAL.at("127.0.0.1", 0)))
            .vertx(vertx)
            .log(log)
            .formats(formats(models))
            .catalog(
                Catalog.of(
                    models,
                    new CatalogSettings(
                        List.of(), Optional.empty(), aliases(), RoutePolicies.USUAL)))
            .accessLog(accessLog::add)
            .complaints(complaints::add)
            .start();
  }

  private static Map<String, CatalogSettings.Alias> aliases() {
    Map<String, CatalogSettings.Alias> aliases = new HashMap<>();
    MODELS.forEach(
        (name, model) -> {
          aliases.put(name, new CatalogSettings.Alias(model, ONCE));
          aliases.put("hasty-" + name, new CatalogSettings.Alias(model, HASTY));
          aliases.put("idle-" + name, new CatalogSettings.Alias(model, IDLE));
        });
    return aliases;
  }

  private static RoutePolicies policies(Optional<Duration> firstToken, Optional<Duration> idle) {
    RoutePolicies usual = RoutePolicies.USUAL;
    return new RoutePolicies(
        Optional.of(0),
        usual.onCut(),
        usual.fallback(),
        usual.connect(),
        firstToken,
        idle,
        usual.total(),
        usual.budget(),
        usual.limiter(),
        usual.strict());
  }

  /** One that no environment is asked for. */
  static VertxTransport transport(Vertx vertx) {
    return VertxTransport.of(
        vertx,
        EnvironmentProxies.of(Map.of()),
        TrustedCertificates.of(Map.of()),
        MachineTimer.INSTANCE);
  }

  /** Models of a provider that speaks every format, such as the simulator. */
  static Models models(URI provider, VertxTransport transport) {
    return Models.builder()
        .transport(transport)
        .environment(
            Map.of(
                "OPENAI_API_KEY",
                "sk-upstream",
                "OPENAI_BASE_URL",
                provider + "/v1",
                "ANTHROPIC_API_KEY",
                "sk-upstream",
                "ANTHROPIC_BASE_URL",
                provider.toString(),
                "OLLAMA_HOST",
                provider.toString(),
                "GEMINI_API_KEY",
                "upstream",
                "GEMINI_BASE_URL",
                provider + "/v1beta"))
        .build();
  }

  /** Who reads the frames that this keeps. */
  static Function<RunStart, Replay.Formats> formats(Models models) {
    return start ->
        format -> models.frames(format, start.model(), start.request()).map(kept -> kept::frame);
  }

  @Override
  public void close() {
    gateway.close();
    models.close();
    transport.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
