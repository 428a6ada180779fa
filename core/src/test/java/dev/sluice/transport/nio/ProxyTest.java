package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Through a real, tiny proxy; the hosts that are asked for do not exist. */
@Timeout(240)
class ProxyTest {

  @Test
  void aRequestGoesThroughTheProxyOfTheEnvironment() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> requestLine = CompletableFuture.supplyAsync(() -> answer(proxy));
      Answer answer = ask("http://127.0.0.1:" + proxy.getLocalPort(), Map.of("x-key", "v"));
      assertThat(requestLine.get(60, TimeUnit.SECONDS))
          .isEqualTo("POST http://sluice.invalid/v1/chat HTTP/1.1");
      assertThat(answer.over.get(60, TimeUnit.SECONDS)).isEqualTo("200 hello");
    }
  }

  @Test
  void aProxyThatIsNotThereCannotBeReached() throws Exception {
    int free;
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = once.getLocalPort();
    }
    Answer answer = ask("http://127.0.0.1:" + free, Map.of());
    assertThat(answer.over.get(60, TimeUnit.SECONDS)).startsWith("CONNECT ");
  }

  @Test
  void aProxyOfAnotherKindIsSaidAndNothingIsSentAroundIt() throws Exception {
    Answer answer = ask("socks4://127.0.0.1:1080", Map.of());
    assertThat(answer.over.get(60, TimeUnit.SECONDS))
        .isEqualTo(
            "SETTING the proxy in the environment variable HTTP_PROXY is no http, https, socks5 or"
                + " socks5h proxy but a socks4 one; correct the variable or unset it");
  }

  @Test
  void aHeaderThatCannotBeSentIsNotRepeated() throws Exception {
    Answer answer =
        ask("http://127.0.0.1:1", Map.of("authorization", "Bearer sk-first\nsk-second"));
    assertThat(answer.over.get(60, TimeUnit.SECONDS))
        .startsWith(
            "SETTING the value of the header authorization cannot be sent: it holds a line end");
  }

  private static Answer ask(String proxy, Map<String, String> headers) throws Exception {
    try (NioTransport transport = FromEnvironment.nio(Map.of("HTTP_PROXY", proxy))) {
      Answer answer = new Answer();
      transport.open(
          HttpCall.post(URI.create("http://sluice.invalid/v1/chat"), "{}")
              .withHeaders(headers)
              .connectingWithin(Duration.ofSeconds(10)),
          answer);
      assertThat(answer.over.get(60, TimeUnit.SECONDS)).isNotNull();
      return answer;
    }
  }

  /** Answers one request and gives its first line. */
  private static String answer(ServerSocket proxy) {
    try (Socket socket = proxy.accept()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      String line = first;
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      int body = in.read() + in.read();
      assertThat(body).as("{}").isEqualTo('{' + '}');
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
                  .getBytes(StandardCharsets.US_ASCII));
      return String.valueOf(first);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  /** The status and body, or the kind of failure and its reason. */
  private static final class Answer implements ExchangeListener {
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onOpen(Exchange exchange) {
      assertThat(over).isNotDone();
    }

    @Override
    public void onHead(ResponseHead head) {
      text.append(head.status()).append(' ');
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      text.append(StandardCharsets.US_ASCII.decode(bytes));
    }

    @Override
    public void onEnd() {
      over.complete(text.toString());
    }

    @Override
    public void onFailure(TransportFailure failure) {
      over.complete(failure.kind() + " " + failure.reason());
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
