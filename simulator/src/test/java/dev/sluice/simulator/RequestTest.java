package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients send, and how it is recorded. */
class RequestTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void aRequestIsRecordedWithoutShowingItsSecrets() throws Exception {
    try (var simulator = Simulator.start("body {}");
        var client = new RawClient(simulator)) {
      client
          .send(
              "POST /a/chat/completions?q=1 HTTP/1.1\r\nAuthorization: Bearer sk-secret\r\n"
                  + "X-Two: 1\r\nx-two:  2 \r\nContent-Length: 4\r\n\r\n{\"é")
          .readHead();
      Seen seen = simulator.awaitRequest(1, SOON);
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.path()).isEqualTo("/a/chat/completions");
      assertThat(seen.target()).isEqualTo("/a/chat/completions?q=1");
      assertThat(seen.body()).isEqualTo("{\"é");
      assertThat(seen.headers().first("authorization")).contains("Bearer sk-secret");
      assertThat(seen.headers().all("X-TWO")).containsExactly("1", "2");
      assertThat(seen.headers().names())
          .containsExactly("authorization", "content-length", "x-two");
      assertThat(seen.toString()).doesNotContain("secret").contains("authorization=***");
      assertThat(seen.number()).isEqualTo(1);
      assertThat(seen.acceptedAt()).isLessThanOrEqualTo(seen.receivedAt());
      assertThat(seen.client().toString()).endsWith(":" + client.socket().getLocalPort());
    }
  }

  @Test
  void timesAreInTheirOrder() throws Exception {
    try (var simulator = Simulator.start("wait 5ms\ntext \"a\"\nwait 5ms\nend");
        var client = new RawClient(simulator)) {
      String head = client.post(RawClient.STREAMED).readHead();
      int body = client.readChunks().length;
      assertThat(simulator.awaitEnding(1, SOON)).isEqualTo("end");
      Seen seen = simulator.requests().getFirst();
      assertThat(
              List.of(
                  seen.receivedAt(),
                  seen.headersAt().orElseThrow(),
                  seen.firstByteAt().orElseThrow(),
                  seen.endedAt().orElseThrow()))
          .isSorted();
      // A loop that comes late with one step makes up for it with the next: only the sum is sure.
      assertThat(seen.endedAt().orElseThrow() - seen.receivedAt())
          .isGreaterThanOrEqualTo(Duration.ofMillis(9).toNanos());
      assertThat(seen.bytesWritten()).isGreaterThanOrEqualTo(head.length() + body);
    }
  }

  @Test
  void aRequestMayComeByteByByte() throws Exception {
    try (var simulator = Simulator.start("body {}");
        var client = new RawClient(simulator)) {
      String request =
          """
          POST /chat/completions HTTP/1.1\r
          Transfer-Encoding: chunked\r
          \r
          2;ext=1\r
          ab\r
          00A\r
          0123456789\r
          0\r
          Trailer: x\r
          \r
          """;
      client.socket().setTcpNoDelay(true);
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      client.readHead();
      assertThat(simulator.awaitRequest(1, SOON).body()).isEqualTo("ab0123456789");
    }
  }

  @Test
  void aClientThatExpectsToContinueIsToldTo() throws Exception {
    try (var simulator = Simulator.start("body {}");
        var client = new RawClient(simulator)) {
      client.send(
          "POST /chat/completions HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("{}").readHead()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void requestsThatAreSentAtOnceAreAnsweredInTurn() throws Exception {
    try (var simulator = Simulator.start("raw a\n---\nraw b");
        var client = new RawClient(simulator)) {
      client.send("POST /chat/completions HTTP/1.1\r\n\r\n".repeat(2));
      client.readHead();
      assertThat(client.readText()).isEqualTo("a");
      client.readHead();
      assertThat(client.readText()).isEqualTo("b");
    }
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    var options = Options.defaults().limits(200, 10);
    try (var simulator = Simulator.start(Script.parse("body {}"), options)) {
      assertThat(statusOf(simulator, "nonsense\r\n\r\n")).isEqualTo("400");
      assertThat(statusOf(simulator, "POST / HTTP/1.1\r\nno colon\r\n\r\n")).isEqualTo("400");
      assertThat(statusOf(simulator, "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"))
          .isEqualTo("400");
      assertThat(
              statusOf(
                  simulator,
                  "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
          .isEqualTo("400");
      assertThat(statusOf(simulator, "POST / HTTP/1.1\r\nA: " + "a".repeat(300))).isEqualTo("431");
      assertThat(statusOf(simulator, "POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n"))
          .isEqualTo("413");
      assertThat(
              statusOf(
                  simulator,
                  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n"))
          .isEqualTo("413");
    }
  }

  private static String statusOf(Simulator simulator, String request) throws Exception {
    try (var client = new RawClient(simulator)) {
      return client.send(request).readHead().substring(9, 12);
    }
  }

  @Test
  void onlyTheLatestRequestsAreKept() throws Exception {
    try (var simulator = Simulator.start(Script.parse("raw a"), Options.defaults().recorded(2));
        var client = new RawClient(simulator)) {
      for (int i = 0; i < 3; i++) {
        client.post(RawClient.STREAMED).readHead();
        assertThat(client.readText()).isEqualTo("a");
      }
      assertThat(simulator.requests()).extracting(Seen::number).containsExactly(2, 3);
      assertThatThrownBy(() -> simulator.awaitRequest(1, SOON))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kept ones are 2 to 3");
    }
  }

  @Test
  void theLogTellsWhatHappens() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    try (var simulator =
            Simulator.start(Script.parse("stall"), Options.defaults().log(lines::add));
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      client.leave();
      simulator.awaitOpenConnections(0, SOON);
    }
    assertThat(lines)
        .containsExactly(
            "#1 POST /v1/chat/completions on connection 1",
            "#1 ended by stall",
            "#1 client left by FIN in phase ENDED");
  }

  @Test
  void aListenerThatThrowsEndsItsConnectionOnly() throws Exception {
    var options =
        Options.defaults()
            .log(
                line -> {
                  if (line.startsWith("#1 POST")) {
                    throw new IllegalStateException("a listener that throws, as this test wants");
                  }
                });
    try (var simulator = Simulator.start(Script.parse("raw a"), options)) {
      try (var client = new RawClient(simulator)) {
        assertThat(client.post(RawClient.STREAMED).readRest().close())
            .isEqualTo(RawClient.Close.RST);
      }
      try (var client = new RawClient(simulator)) {
        client.post(RawClient.STREAMED).readHead();
        assertThat(client.readText()).isEqualTo("a");
      }
    }
  }
}
