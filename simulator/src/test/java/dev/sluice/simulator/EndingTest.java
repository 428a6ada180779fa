package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void anEndIsTheFinalChunkAndKeepsTheConnection() throws Exception {
    try (var simulator = Simulator.start("text \"a\"\nend");
        var client = new RawClient(simulator)) {
      for (int i = 0; i < 2; i++) {
        client.post(RawClient.STREAMED).readHead();
        assertThat(client.readText()).contains("\"content\":\"a\"").endsWith("}\n\n");
      }
      assertThat(simulator.requests()).extracting(Seen::connection).containsOnly(1L);
      assertThat(simulator.awaitEnding(2, SOON)).isEqualTo("end");
    }
  }

  @Test
  void aFinClosesWithoutTheFinalChunk() throws Exception {
    assertThat(restAfterOneChunk("fin")).isEqualTo(new RawClient.Rest("", RawClient.Close.FIN));
  }

  @Test
  void aRstResets() throws Exception {
    assertThat(restAfterOneChunk("rst")).isEqualTo(new RawClient.Rest("", RawClient.Close.RST));
  }

  private static RawClient.Rest restAfterOneChunk(String ending) throws IOException {
    try (var simulator = Simulator.start("text \"a\"\n" + ending);
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readChunk()).isNotEmpty();
      return client.readRest();
    }
  }

  @Test
  void aDropClosesBeforeTheHeaders() throws Exception {
    for (String close : List.of("FIN", "RST")) {
      try (var simulator = Simulator.start(close.equals("FIN") ? "drop" : "drop rst");
          var client = new RawClient(simulator)) {
        assertThat(client.post(RawClient.STREAMED).readRest())
            .isEqualTo(new RawClient.Rest("", RawClient.Close.valueOf(close)));
      }
    }
  }

  @Test
  void aRefusalResetsAtTheAcceptAndTheNextConnectionGetsTheNextResponse() throws Exception {
    try (var simulator = Simulator.start("refuse\n---\nbody {}")) {
      try (var refused = new RawClient(simulator)) {
        assertThat(refused.readRest().close()).isEqualTo(RawClient.Close.RST);
      }
      try (var client = new RawClient(simulator)) {
        assertThat(client.post(RawClient.STREAMED).readHead()).startsWith("HTTP/1.1 200 OK\r\n");
      }
      assertThat(simulator.requests()).hasSize(1);
      assertThat(simulator.acceptedConnections()).isEqualTo(1);
    }
  }

  @Test
  void aStallSendsNothingAndNoticesAtOnceThatTheClientLeaves() throws Exception {
    try (var simulator = Simulator.start("text \"a\"\nstall");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readChunk()).isNotEmpty();
      assertThat(client.staysSilentFor(100)).isTrue();
      long before = System.nanoTime();
      client.leave();
      Departure left = simulator.awaitClientLeft(1, SOON);
      assertThat(left.how()).isEqualTo(Departure.How.FIN);
      assertThat(left.phase()).isEqualTo(Departure.Phase.ENDED);
      assertThat(left.atNanos() - before).isBetween(0L, SOON.toNanos());
      simulator.awaitOpenConnections(0, SOON);
    }
  }
}
