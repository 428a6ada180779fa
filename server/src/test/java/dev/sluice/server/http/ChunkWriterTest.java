package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkWriterTest {
  private static final int WAITING = 64 * 1024;

  private Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chunksOfAnySizeComeWholeAndInOrder(boolean isNative) throws Exception {
    close();
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(isNative));
    StringBuilder expected = new StringBuilder();
    for (int length = 1; length < 200_000; length = length * 3 + 1) {
      expected.append("x".repeat(length)).append(length).append('\n');
    }
    String url =
        serve(
            options(),
            (request, writer) -> {
              assertThat(writer).isInstanceOf(ChunkWriter.class);
              writer.begin(200);
              for (int length = 1; length < 200_000; length = length * 3 + 1) {
                writer.write(new Bytes().add("x".repeat(length)));
                writer.write(new Bytes().add(length + "\n"));
                writer.flush();
              }
              writer.end();
            });

    for (int i = 0; i < 3; i++) {
      assertThat(get(url).body()).isEqualTo(expected.toString());
    }
  }

  @Test
  void anAnswerWithoutABodyAndAWholeOneGoTheirUsualWay() throws Exception {
    String url =
        serve(
            options(),
            (request, writer) -> {
              if ("/whole".equals(request.path())) {
                writer.whole(200, "all".getBytes(StandardCharsets.UTF_8));
              } else {
                writer.begin(200);
                writer.end();
              }
            });

    assertThat(get(url + "/whole").body()).isEqualTo("all");
    assertThat(get(url).body()).isEmpty();
    assertThat(get(url + "/whole").headers().firstValue("content-length")).contains("3");
  }

  @Test
  void anAnswerThatIsCutHasNoLastChunk() throws Exception {
    String url =
        serve(
            options(),
            (request, writer) -> {
              writer.begin(200);
              writer.write(new Bytes().add("one"));
              writer.flush();
              writer.write(new Bytes().add("two"));
              writer.cut();
            });

    String all = raw(URI.create(url));

    assertThat(all).endsWith("3\r\none\r\n3\r\ntwo\r\n");
  }

  @Test
  void whoDoesNotReadMakesItFullAndIsWrittenToAgainOnceHeDoes() throws Exception {
    CompletableFuture<Integer> full = new CompletableFuture<>();
    String url =
        serve(
            options(),
            (request, writer) -> {
              writer.begin(200);
              writer.flush();
              int written = 0;
              while (!writer.isFull() && written < 100_000) {
                writer.write(new Bytes().add("0123456789abcdef".repeat(64)));
                writer.flush();
                written++;
              }
              full.complete(written);
              writer.whenWritable(
                  () -> {
                    writer.write(new Bytes().add("again"));
                    writer.end();
                  });
            });

    try (Socket socket = ask(URI.create(url))) {
      assertThat(full.get(60, TimeUnit.SECONDS)).isLessThan(100_000);
      assertThat(read(socket)).endsWith("5\r\nagain\r\n0\r\n\r\n");
    }
  }

  @Test
  void whatStandsBetweenVertxAndItsEncoderIsNotLeftOut() throws Exception {
    String url =
        serve(
            options().setCompressionSupported(true),
            (request, writer) -> {
              assertThat(writer).isInstanceOf(VertxWriter.class);
              writer.begin(200);
              writer.write(new Bytes().add("one"));
              writer.flush();
              writer.end();
            });

    assertThat(get(url).body()).isEqualTo("one");
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private String serve(
      HttpServerOptions options, BiConsumer<HttpServerRequest, ResponseWriter> answer)
      throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  try {
                    answer.accept(request, ChunkWriter.of(request, WAITING));
                  } catch (AssertionError wrong) {
                    request.response().setStatusCode(500).end(String.valueOf(wrong.getMessage()));
                  }
                })
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    return "http://127.0.0.1:" + server.actualPort();
  }

  private static HttpResponse<String> get(String url) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer;
    }
  }

  private static Socket ask(URI uri) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nhost: " + uri.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String raw(URI uri) throws IOException {
    try (Socket socket = ask(uri)) {
      return read(socket);
    }
  }

  /** What comes until the last chunk, or the connection ends. */
  private static String read(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[64 * 1024];
    for (int read = in.read(some); read >= 0; read = in.read(some)) {
      all.append(new String(some, 0, read, StandardCharsets.US_ASCII));
      if (all.length() > 5 && all.substring(all.length() - 5).equals("0\r\n\r\n")) {
        break;
      }
    }
    return all.toString();
  }
}
