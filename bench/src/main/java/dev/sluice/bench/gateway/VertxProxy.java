package dev.sluice.bench.gateway;

import dev.sluice.bench.load.LoadServer;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * The least that a gateway on Vert.x can do: each buffer of the upstream is written to the client
 * as it came, with back-pressure; a client that leaves cancels, and an answer that breaks off is
 * not ended as if it were whole.
 */
public final class VertxProxy {
  private VertxProxy() {}

  /** Serves until its standard input ends. The upstream's base URL, and {@code nio} if so. */
  public static void main(String[] args) throws Exception {
    LoadServer.exitWithParent();
    try {
      serve(args);
    } catch (Exception failed) {
      failed.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void serve(String[] args) throws Exception {
    boolean isNative = args.length < 2 || !args[1].equals("nio");
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(isNative));
    if (vertx.isNativeTransportEnabled() != isNative) {
      throw new IllegalStateException(
          "no native transport", vertx.unavailableNativeTransportCause());
    }
    int port = Starter.freePort();
    URI upstream = URI.create(args[0]);
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(() -> new Loop(upstream, port), new DeploymentOptions().setInstances(loops))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    System.out.println("http://127.0.0.1:" + port);
  }

  private static final class Loop extends AbstractVerticle {
    private final URI upstream;
    private final int port;

    Loop(URI upstream, int port) {
      this.upstream = upstream;
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpClient client =
          vertx.createHttpClient(
              new HttpClientOptions().setMaxChunkSize(64 * 1024),
              new PoolOptions().setHttp1MaxSize(20_000));
      vertx
          .createHttpServer(
              new HttpServerOptions().setHost("127.0.0.1").setPort(port).setAcceptBacklog(4_096))
          .requestHandler(request -> relay(client, request))
          .listen()
          .onSuccess(server -> started.complete())
          .onFailure(started::fail);
    }

    private void relay(HttpClient client, HttpServerRequest request) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(request.method())
              .setHost(upstream.getHost())
              .setPort(upstream.getPort())
              .setURI(upstream.getPath() + request.uri());
      request
          .body()
          .compose(body -> client.request(options).compose(asked -> send(request, asked, body)))
          .onSuccess(answer -> pass(request, answer))
          .onFailure(failed -> request.connection().close());
    }

    private static io.vertx.core.Future<HttpClientResponse> send(
        HttpServerRequest request, HttpClientRequest asked, Buffer body) {
      asked.putHeader("content-type", request.getHeader("content-type"));
      request.connection().closeHandler(left -> asked.reset());
      return asked.send(body);
    }

    private static void pass(HttpServerRequest request, HttpClientResponse answer) {
      HttpServerResponse response = request.response();
      response.setStatusCode(answer.statusCode());
      response.putHeader("content-type", answer.getHeader("content-type"));
      response.setChunked(true);
      answer.handler(
          bytes -> {
            response.write(bytes);
            if (response.writeQueueFull()) {
              answer.pause();
              response.drainHandler(drained -> answer.resume());
            }
          });
      answer.endHandler(ended -> response.end());
      answer.exceptionHandler(broken -> request.connection().close());
    }
  }
}
