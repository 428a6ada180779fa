package dev.sluice.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.util.EnumMap;
import java.util.Map;

/**
 * The paced answers of {@link LoadServer} over HTTP/2 and TLS, on one event loop: as many streams
 * on a connection as servers usually allow, which is a hundred. Whoever speaks HTTP/1.1 is refused.
 */
final class Http2Server {
  private static final int REFUSED = 505;
  private static final long MILLIS_PER_SECOND = 1_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<Ask.Kind, Chunks> chunks = new EnumMap<>(Ask.Kind.class);
  private final Phases phases = new Phases();

  private Http2Server() {}

  /** Serves until the standard input ends; says on the standard output where. */
  static void serve(String keyStore, String password) {
    new Http2Server().listen(keyStore, password);
    LoadServer.exitWithParent();
  }

  private void listen(String keyStore, String password) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(new PfxOptions().setPath(keyStore).setPassword(password));
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    System.out.println("https://127.0.0.1:" + server.actualPort());
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      response.setStatusCode(REFUSED).end();
      return;
    }
    Ask ask = Ask.of(String.valueOf(request.path()));
    Chunks kind = chunks.computeIfAbsent(ask.kind(), Chunks::new);
    long between = MILLIS_PER_SECOND / ask.rate();
    response.putHeader("content-type", "text/event-stream; charset=utf-8").writeHead();
    long first = Math.max(1, (long) (phases.next() * between));
    long timer =
        vertx.setPeriodic(
            first, between, _ -> response.write(Buffer.buffer(kind.event(System.nanoTime()))));
    response.closeHandler(_ -> vertx.cancelTimer(timer)).exceptionHandler(_ -> {});
  }
}
