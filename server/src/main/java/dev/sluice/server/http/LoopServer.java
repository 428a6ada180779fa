package dev.sluice.server.http;

import dev.sluice.server.transport.EventLoopHome;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server of one event loop. */
final class LoopServer extends VerticleBase {
  private final Desk desk;
  private final HttpServerOptions options;
  private final SocketAddress address;
  private final AtomicInteger open;
  private volatile @Nullable Thread thread;
  private volatile @Nullable HttpServer server;
  private volatile @Nullable Visits visits;

  LoopServer(Desk desk, HttpServerOptions options, SocketAddress address, AtomicInteger open) {
    this.desk = desk;
    this.options = options;
    this.address = address;
    this.open = open;
  }

  @Override
  public Future<?> start() {
    thread = Thread.currentThread();
    Visits connected = new Visits(context, desk.limits(), open);
    visits = connected;
    Reception reception = new Reception(desk, connected, EventLoopHome.of(context));
    HttpServer made =
        vertx
            .createHttpServer(options)
            .connectionHandler(connected::opened)
            .requestHandler(reception::take)
            .invalidRequestHandler(reception::takeMalformed)
            .exceptionHandler(thrown -> {}); // A client's connection broke: its exchanges hear it.
    server = made;
    return made.listen(address);
  }

  @Nullable Thread thread() {
    return thread;
  }

  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  /** Proves with others who this is, from the next connection on. */
  Future<Boolean> use(KeyCertOptions pair) {
    HttpServer listening = server;
    if (listening == null) {
      return Future.succeededFuture(false);
    }
    ServerSSLOptions tls = new ServerSSLOptions();
    tls.setKeyCertOptions(pair);
    tls.setUseAlpn(options.isUseAlpn());
    tls.setApplicationLayerProtocols(
        options.isUseAlpn() ? java.util.List.of("h2", "http/1.1") : java.util.List.of());
    return listening.updateSSLOptions(tls);
  }

  /** Stops listening; connections are closed as soon as nothing goes on there. */
  void shutdown(Duration patience) {
    HttpServer listening = server;
    if (listening != null) {
      listening.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Closes what is open after this time at the latest, however long it was given before. */
  CompletableFuture<?> close(Duration patience) {
    HttpServer listening = server;
    Visits connected = visits;
    if (listening == null || connected == null) {
      return CompletableFuture.completedFuture(null);
    }
    long millis = patience.toMillis();
    Future<Void> closed = listening.shutdown(millis, TimeUnit.MILLISECONDS);
    if (!closed.isComplete()) {
      // Whoever shuts a server down again is told when it is, and changes nothing.
      long timer =
          vertx.setTimer(Math.max(1, millis), _ -> context.runOnContext(_ -> connected.closeAll()));
      closed.onComplete(_ -> vertx.cancelTimer(timer));
    }
    return closed.toCompletionStage().toCompletableFuture();
  }
}
