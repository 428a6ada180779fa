package dev.sluice.server.http;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Usage;
import dev.sluice.server.access.Keys;
import dev.sluice.server.access.Route;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.run.Order;
import dev.sluice.server.run.RunObserver;
import dev.sluice.server.run.Runs;
import dev.sluice.time.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes on, and tells the access log of each run. What a client can choose freely is no
 * label: a model that the operator has not named is {@code other}. Thread-safe.
 */
public final class Telemetry implements RunObserver {
  /** So many models have labels of their own. */
  private static final int MAX_LABELS = 1000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AccessLog log;
  private final Map<String, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, Answers> answers = new ConcurrentHashMap<>();
  private final AtomicInteger followers = new AtomicInteger();
  private final AtomicReference<@Nullable Runs> runs = new AtomicReference<>();

  private Telemetry(AccessLog log) {
    this.log = log;
    Gauge.builder("sluice.streams.open", runs, Telemetry::streams)
        .description("Runs that go on now")
        .register(registry);
    Gauge.builder("sluice.followers", followers, AtomicInteger::get)
        .description("Clients that follow runs now")
        .register(registry);
  }

  private static double streams(AtomicReference<@Nullable Runs> runs) {
    Runs going = runs.get();
    return going == null ? 0 : going.streams();
  }

  /**
   * Begins to count.
   *
   * @param accessLog told a line of JSON for each run that has ended
   */
  public static Telemetry of(Clock clock, Consumer<String> accessLog) {
    return new Telemetry(new AccessLog(clock, accessLog));
  }

  /** Whose streams are counted. */
  public void watch(Runs going) {
    runs.set(going);
  }

  /** A request to such a place was answered with this status. */
  void answered(String place, String status) {
    requests
        .computeIfAbsent(
            place + ' ' + status,
            _ ->
                Counter.builder("sluice.requests")
                    .description("Requests that were answered, by what they asked")
                    .tag("place", place)
                    .tag("status", status)
                    .register(registry))
        .increment();
  }

  /** All of it, as Prometheus reads it. */
  String scrape() {
    return registry.scrape();
  }

  /** A provider has answered by one document, or has not. */
  void asked(String what, Dialect dialect, Keys.Who who, Route route, Ending ending) {
    ending
        .reply()
        .usage()
        .inputTokens()
        .ifPresent(count -> answers(route.label()).input.increment((double) count));
    log.asked(what, dialect, who, route, ending);
  }

  private Answers answers(String label) {
    boolean fits = answers.containsKey(label) || answers.size() < MAX_LABELS;
    return answers.computeIfAbsent(fits ? label : Route.OTHER, name -> new Answers(registry, name));
  }

  @Override
  public void began(String run, Order order) {
    log.began(run, order);
  }

  @Override
  public void ended(String run, Order order, Ending ending, Duration took) {
    answers(order.label()).ended(order.dialect().name(), ending, took);
    log.ended(run, order, ending, took);
  }

  @Override
  public void follows(String run, String dialect) {
    followers.incrementAndGet();
    log.follows(run);
  }

  @Override
  public void leaves(String run, String dialect, long bytes) {
    followers.decrementAndGet();
    Counter.builder("sluice.sent.bytes")
        .description("Bytes of answers that clients were sent")
        .tag("dialect", dialect)
        .register(registry)
        .increment((double) bytes);
    log.leaves(run, bytes);
  }

  @Override
  public void dropped(String run, String dialect) {
    Counter.builder("sluice.clients.dropped")
        .description("Clients that were let go because they did not read")
        .tag("dialect", dialect)
        .register(registry)
        .increment();
    log.dropped(run);
  }

  /** What is counted of one model's answers. */
  private static final class Answers {
    private final PrometheusMeterRegistry registry;
    private final String model;
    private final Timer firstToken;
    private final Timer duration;
    private final Counter input;
    private final Counter output;

    Answers(PrometheusMeterRegistry registry, String model) {
      this.registry = registry;
      this.model = model;
      this.firstToken =
          Timer.builder("sluice.time.to.first.token")
              .description("From the request to the first token")
              .tag("model", model)
              .publishPercentileHistogram()
              .minimumExpectedValue(Duration.ofMillis(1))
              .maximumExpectedValue(Duration.ofMinutes(2))
              .register(registry);
      this.duration =
          Timer.builder("sluice.run.duration")
              .description("From the request to the ending")
              .tag("model", model)
              .register(registry);
      this.input = tokens("input");
      this.output = tokens("output");
    }

    private Counter tokens(String direction) {
      return Counter.builder("sluice.tokens")
          .description("Tokens, as providers counted them")
          .tag("model", model)
          .tag("direction", direction)
          .register(registry);
    }

    void ended(String dialect, Ending ending, Duration took) {
      Counter.builder("sluice.runs")
          .description("Runs that have ended, by how")
          .tag("model", model)
          .tag("dialect", dialect)
          .tag("ending", ending.kind())
          .register(registry)
          .increment();
      duration.record(took);
      ending.reply().timings().firstToken().ifPresent(firstToken::record);
      Usage usage = ending.reply().usage();
      usage.inputTokens().ifPresent(input::increment);
      usage.outputTokens().ifPresent(output::increment);
    }
  }
}
