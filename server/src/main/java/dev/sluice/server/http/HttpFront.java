package dev.sluice.server.http;

import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.run.Runs;
import dev.sluice.time.Clock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The gateway's side of HTTP: a server on each event loop, all at one address. Thread-safe. */
public final class HttpFront {
  private static final int BACKLOG = 4096;
  private static final int MAX_FIRST_LINE = 8192;

  /** How long connections may still take to be closed once all runs have ended. */
  private static final Duration LAST_BYTES = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final HttpSettings settings;
  private final Desk desk;
  private final List<LoopServer> servers = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();
  private final Consumer<String> complaints;
  private @Nullable Certificates certificates;

  /**
   * What it stands in front of.
   *
   * @param dialects what is spoken, in the order in which they are asked for what several have
   * @param waitingBytes so many bytes may wait for a client before it counts as slow
   * @param loops how many event loops it listens on
   * @param complaints told what is wrong with the gateway itself
   */
  public record Behind(
      List<Dialect> dialects,
      Limits requests,
      Catalog catalog,
      Keys keys,
      Runs runs,
      Telemetry telemetry,
      Clock clock,
      int waitingBytes,
      int loops,
      Consumer<String> complaints) {
    /** Copies the list. */
    public Behind {
      dialects = List.copyOf(dialects);
    }
  }

  private HttpFront(Vertx vertx, HttpSettings settings, Behind behind) {
    this.vertx = vertx;
    this.settings = settings;
    this.complaints = behind.complaints();
    Map<String, Dialect> dialects = new LinkedHashMap<>();
    behind.dialects().forEach(dialect -> dialects.put(dialect.name(), dialect));
    this.desk =
        new Desk(
            settings.limits(),
            behind.requests(),
            behind.waitingBytes(),
            new Paths(offers(behind.dialects())),
            new Admission(settings, behind.keys()),
            dialects,
            behind.catalog(),
            behind.runs(),
            behind.telemetry(),
            new AtomicBoolean(),
            behind.complaints());
  }

  private static List<Offer> offers(List<Dialect> dialects) {
    return dialects.stream()
        .flatMap(one -> one.addresses().stream().map(address -> new Offer(one, address)))
        .toList();
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if it cannot, and why
   */
  public static HttpFront listen(Vertx vertx, HttpSettings settings, Behind behind) {
    HttpFront front = new HttpFront(vertx, settings, behind);
    try {
      front.listen(behind.loops(), behind.clock());
      return front;
    } catch (RuntimeException failed) {
      front.shut(Duration.ZERO).join();
      throw failed;
    }
  }

  private void listen(int loops, Clock clock) {
    HttpServerOptions options = options();
    if (settings.tls().isPresent()) {
      Certificates pair = new Certificates(settings.tls().get(), clock, complaints);
      certificates = pair;
      options.setSsl(true).setUseAlpn(settings.http2()).setKeyCertOptions(pair.options());
    }
    AtomicInteger open = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    SocketAddress address =
        settings.port() == 0
            ? SocketAddress.sharedRandomPort(
                ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE), settings.host())
            : SocketAddress.inetSocketAddress(settings.port(), settings.host());
    // Vert.x gives its loops in turns, but not to us alone.
    for (int tried = 0; servers.size() < loops && tried < 4 * loops; tried++) {
      LoopServer server = new LoopServer(desk, options, address, open);
      String deployment = awaited(vertx.deployVerticle(server, new DeploymentOptions()));
      if (threads.contains(server.thread())) {
        awaited(vertx.undeploy(deployment));
        continue;
      }
      threads.add(server.thread());
      deployments.add(deployment);
      servers.add(server);
    }
    if (certificates != null) {
      certificates.watch(this::use);
    }
  }

  private void use(KeyCertOptions pair) {
    Future.all(servers.stream().map(server -> server.use(pair)).toList())
        .onSuccess(done -> complaints.accept("the new TLS certificate is used from now on"))
        .onFailure(
            thrown ->
                complaints.accept(
                    "the new TLS certificate cannot be used: "
                        + thrown.getMessage()
                        + "; the one from before is used on"));
  }

  private HttpServerOptions options() {
    HttpServerOptions options = new HttpServerOptions();
    options.getInitialSettings().setMaxHeaderListSize(settings.limits().headerBytes());
    options.getInitialSettings().setMaxConcurrentStreams(1000);
    options
        .setAcceptBacklog(BACKLOG)
        .setTcpNoDelay(true)
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setHandle100ContinueAutomatically(false)
        // Their handlers would stand in the way of every response.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxInitialLineLength(MAX_FIRST_LINE)
        .setMaxHeaderSize(settings.limits().headerBytes());
    return options;
  }

  private <T> T awaited(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IllegalStateException(
          "cannot listen on "
              + settings.host()
              + ", port "
              + settings.port()
              + ": "
              + cause.getMessage()
              + what(String.valueOf(cause.getMessage())),
          cause);
    }
  }

  /** What to do about it: the transports of Linux and of Java have these words in common. */
  private static String what(String why) {
    String lower = why.toLowerCase(Locale.ROOT);
    if (lower.contains("in use")) {
      return "; another program has this port: end it, or choose another one, 0 for any free one";
    }
    if (lower.contains("permission denied")) {
      return "; ports below 1024 may be for the system alone: choose a higher one";
    }
    if (lower.contains("assign") || lower.contains("resolve")) {
      return "; choose an address of this machine, such as 127.0.0.1 or 0.0.0.0";
    }
    return "";
  }

  /** Where it is reached. */
  public URI baseUrl() {
    String host = settings.host();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(
        (settings.tls().isPresent() ? "https" : "http")
            + "://"
            + shown
            + ":"
            + servers.getFirst().port());
  }

  /** Takes no new connections and no new runs from now on. */
  public void drain(Duration patience) {
    desk.draining().set(true);
    servers.forEach(server -> server.shutdown(patience.plus(LAST_BYTES)));
  }

  /** Closes what is still open, after giving it a while. */
  public CompletableFuture<Void> shut(Duration patience) {
    desk.draining().set(true);
    if (certificates != null) {
      certificates.close();
    }
    CompletableFuture<?>[] closing =
        servers.stream().map(server -> server.close(patience)).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(closing)
        .handle((_, _) -> null)
        .thenCompose(
            nothing ->
                CompletableFuture.allOf(
                    deployments.stream()
                        .map(id -> vertx.undeploy(id).toCompletionStage().toCompletableFuture())
                        .toArray(CompletableFuture[]::new)))
        .handle((_, _) -> null);
  }
}
