package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.Redirects;
import dev.sluice.spi.transport.ResponseHead;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A redirect within a host is the transport's own matter. */
@Timeout(240)
class RedirectsTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  private static String redirect(int status, String location) {
    return "HTTP/1.1 "
        + status
        + " Elsewhere\r\nLocation: "
        + location
        + "\r\nContent-Length: 4\r\n\r\ngone";
  }

  @ParameterizedTest
  @CsvSource({"http, 307, /other", "https, 308, other?a=b", "http, 308, //localhost:PORT/other"})
  void aRedirectWithinTheHostIsFollowedUnseen(String scheme, int status, String location)
      throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Peer peer =
            Peer.start(
                scheme.equals("http") ? Exchanges.PLAIN : http.secure(),
                client -> {
                  for (String line = client.request(); !line.isEmpty(); line = client.request()) {
                    asked.add(line.lines().findFirst().orElseThrow());
                    String port = String.valueOf(client.socket().getLocalPort());
                    if (asked.size() == 1) {
                      client.say(redirect(status, location.replace("PORT", port)));
                    } else {
                      client.answer("hello");
                    }
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome()).isEqualTo("200 hello");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(1)).contains("/other");
      assertThat(peer.connections()).as("one carries both").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost:PORT/",
        "http://127.0.0.1:PORT/",
        "http://localhost:1/",
        "http://elsewhere.invalid/",
        "//elsewhere.invalid/",
        "not a URI",
        "ftp://localhost:PORT/"
      })
  void aRedirectElsewhereIsTheListenersAndNobodyIsAskedThere(String location) throws Exception {
    CompletableFuture<ResponseHead> seen = new CompletableFuture<>();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  String port = String.valueOf(client.socket().getLocalPort());
                  client.say(redirect(307, location.replace("PORT", port)));
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard =
          new Heard() {
            @Override
            public void onHead(ResponseHead said) {
              seen.complete(said);
              super.onHead(said);
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(heard.outcome()).isEqualTo("307 gone");
      assertThat(seen.join().header("location"))
          .contains(location.replace("PORT", String.valueOf(peer.port())));
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 300, 304})
  void aRedirectThatMayChangeTheMethodIsNotFollowed(int status) throws Exception {
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say(redirect(status, "/other"));
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome())
          .startsWith(status + " ");
    }
  }

  @Test
  void redirectsEnd() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  for (String line = client.request(); !line.isEmpty(); line = client.request()) {
                    asked.add(line.lines().findFirst().orElseThrow());
                    client.say(redirect(307, "/again"));
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("307 gone");
      assertThat(asked).hasSize(1 + Redirects.MAX);
    }
  }

  @Test
  void aCancelAfterARedirectReachesTheExchangeThatIsOpen() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  for (String line = client.request(); !line.isEmpty(); line = client.request()) {
                    if (line.startsWith("POST /other")) {
                      client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                      second.countDown();
                      if (client.in().read() < 0) {
                        left.countDown();
                      }
                      return;
                    }
                    client.say(redirect(307, "/other"));
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = new Heard();
      Exchange exchange = Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
      exchange.cancel();
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void theBodyOfARedirectIsNotReadToItsEnd() throws Exception {
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  if (client.request().startsWith("POST /other")) {
                    client.answer("hello");
                    return;
                  }
                  client.say("HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\n\r\n");
                  while (true) {
                    client.say("x".repeat(10_000));
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
    }
  }
}
