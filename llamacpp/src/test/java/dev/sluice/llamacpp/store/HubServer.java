package dev.sluice.llamacpp.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A Hugging Face Hub on a socket, whose answer each test chooses. */
final class HubServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  /** How a request is answered. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  HubServer(Answer answer) throws IOException {
    this(HttpServer.create(anyPort(), 0), "http", answer);
  }

  private HubServer(HttpServer server, String scheme, Answer answer) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath());
          ranges.add(String.valueOf(range(exchange)));
          try (exchange) {
            answer.to(exchange);
          }
        });
    server.start();
  }

  /** One that speaks https. */
  static HubServer secure(SSLContext tls, Answer answer) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new HubServer(server, "https", answer);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** For {@code HF_ENDPOINT}. */
  String endpoint() {
    return scheme + "://" + authority();
  }

  /** Host and port, as messages name it. */
  String authority() {
    InetSocketAddress address = server.getAddress();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** The Range header of each request, "null" for one without. */
  List<String> ranges() {
    return ranges;
  }

  List<String> paths() {
    return paths;
  }

  /** Answers as the Hub does: a part if a part is asked for. */
  static Answer file(byte[] content) {
    return exchange -> {
      String range = range(exchange);
      if (range == null) {
        send(exchange, 200, content, 0);
        return;
      }
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      send(exchange, 206, content, from);
    };
  }

  /** Sends the whole whatever is asked for. */
  static Answer whole(byte[] content) {
    return exchange -> send(exchange, 200, content, 0);
  }

  /** Promises the whole and closes the connection after some bytes. */
  static Answer cutAfter(byte[] content, int bytes) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, bytes);
      exchange.getResponseBody().flush();
    };
  }

  /** Leads elsewhere. */
  static Answer redirect(int status, String location) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", location);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Only a status. */
  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static @Nullable String range(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Range");
  }

  private static void send(HttpExchange exchange, int status, byte[] content, int from)
      throws IOException {
    exchange.sendResponseHeaders(status, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
