package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.Departure.How;
import dev.sluice.simulator.Departure.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client leaves, in each phase. */
class DepartureTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void aClientThatLeavesBeforeTheHeadersIsNoticed() throws Exception {
    try (var simulator = Simulator.start("slow-headers 1m\ntext \"a\"");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED);
      Seen seen = simulator.awaitRequest(1, SOON);
      client.leave();
      Departure left = simulator.awaitClientLeft(1, SOON);
      assertThat(left.phase()).isEqualTo(Phase.BEFORE_HEADERS);
      assertThat(left.how()).isEqualTo(How.FIN);
      assertThat(seen.bytesWritten()).isZero();
    }
  }

  @Test
  void aClientThatLeavesBeforeTheFirstTokenIsNoticed() throws Exception {
    try (var simulator = Simulator.start("wait 1m\ntext \"a\"");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      client.leave();
      assertThat(simulator.awaitClientLeft(1, SOON).phase()).isEqualTo(Phase.HEADERS);
    }
  }

  @Test
  void aClientThatLeavesWhileTokensAreWrittenIsNoticedAndNothingMoreIsWritten() throws Exception {
    try (var simulator = Simulator.start("pace 1000/s\nrepeat forever text \"a\"");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readChunk()).isNotEmpty();
      client.leave();
      assertThat(simulator.awaitClientLeft(1, SOON).phase()).isEqualTo(Phase.BODY);
      Seen seen = simulator.requests().getFirst();
      long written = seen.bytesWritten();
      simulator.awaitOpenConnections(0, SOON);
      assertThat(seen.bytesWritten()).isEqualTo(written);
      assertThat(seen.ending()).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesDuringAStallIsNoticed() throws Exception {
    try (var simulator = Simulator.start("text \"a\"\nstall");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readChunk()).isNotEmpty();
      client.reset();
      Departure left = simulator.awaitClientLeft(1, SOON);
      assertThat(left.how()).isEqualTo(How.RST);
      assertThat(left.phase()).isEqualTo(Phase.ENDED);
      assertThat(simulator.requests().getFirst().ending()).contains("stall");
    }
  }

  @Test
  void aClientThatLeavesWithUnreadBytesIsNoticed() throws Exception {
    try (var simulator = Simulator.start("text \"a\"\nhold");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED);
      assertThat(simulator.awaitEnding(1, SOON)).isEqualTo("hold");
      client.leave();
      assertThat(simulator.awaitClientLeft(1, SOON).phase()).isEqualTo(Phase.ENDED);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheStreamUpAndItsLeavingIsNoticed() throws Exception {
    var options = Options.defaults().sendBuffer(8 << 10);
    try (var simulator = Simulator.start(Script.parse("repeat forever huge 1MB"), options);
        var socket = new Socket()) {
      socket.setReceiveBufferSize(8 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), simulator.port()));
      var client = new RawClient(socket);
      client.post(RawClient.STREAMED);
      Seen seen = simulator.awaitRequest(1, SOON);
      long before = -1;
      while (before != seen.bytesWritten() || before == 0) {
        before = seen.bytesWritten();
        assertThat(simulator.openConnections()).isEqualTo(1);
        Thread.onSpinWait();
      }
      assertThat(before).isLessThan(16 << 20);
      client.reset();
      Departure left = simulator.awaitClientLeft(1, SOON);
      assertThat(left.how()).isEqualTo(How.RST);
    }
  }

  @Test
  void aClientThatLeavesAfterTheEndHasLeftItsLastResponse() throws Exception {
    try (var simulator = Simulator.start("text \"a\"");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isNotEmpty();
      assertThat(simulator.requests().getFirst().departure()).isEmpty();
      client.leave();
      assertThat(simulator.awaitClientLeft(1, SOON).phase()).isEqualTo(Phase.ENDED);
    }
  }

  @Test
  void theTimeFromTheClientsCloseIsMeasurable() throws Exception {
    try (var simulator = Simulator.start("text \"a\"\nstall");
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      long before = System.nanoTime();
      client.leave();
      long noticed = simulator.awaitClientLeft(1, SOON).atNanos();
      assertThat(noticed).isBetween(before, System.nanoTime());
      assertThat(simulator.requests().getFirst().clientLeftAt()).hasValue(noticed);
    }
  }

  @Test
  void waitingInVainSaysWhatThereIs() throws Exception {
    try (var simulator = Simulator.start("stall");
        var client = new RawClient(simulator)) {
      assertThatThrownBy(() -> simulator.awaitRequest(1, Duration.ofMillis(1)))
          .isInstanceOf(AwaitTimeoutException.class)
          .hasMessageContaining("request 1")
          .hasMessageContaining("requests: none");
      client.post(RawClient.STREAMED);
      Seen seen = simulator.awaitRequest(1, SOON);
      assertThatThrownBy(() -> simulator.awaitClientLeft(1, Duration.ofMillis(1)))
          .hasMessageContaining("the client of request 1")
          .hasMessageContaining(seen.toString().substring(0, 30));
    }
  }
}
