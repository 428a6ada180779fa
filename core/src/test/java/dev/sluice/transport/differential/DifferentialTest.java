package dev.sluice.transport.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.Explorer;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random good, odd and broken responses, told to both transports by the same socket: what they make
 * of each is the same, or a rule says why not. HTTP/1.1 alone; the JDK's client is the oracle of
 * our parser, and the RFC is that of both.
 *
 * <p>{@code -Ddifferential.cases=100000} plays so many; {@code -Dsluice.seed=N} begins at a seed.
 */
class DifferentialTest {
  private static final int CASES = Integer.getInteger("differential.cases", 400);

  private final Map<String, Integer> explained = new TreeMap<>();
  private final Transport nio = FromEnvironment.nio(Map.of());
  private final Transport client = FromEnvironment.jdk(Map.of(), MachineTimer.INSTANCE);
  private volatile OddResponse playing = new OddResponse(false, List.of(), List.of(), 0);
  private final Peer peer;

  DifferentialTest() throws IOException {
    peer = Peer.start(client -> play(client, playing));
  }

  @AfterEach
  void close() throws Exception {
    nio.close();
    client.close();
    peer.close();
  }

  /** Each response has a connection of its own, which ends with it. */
  private static void play(Peer.Client with, OddResponse response) throws IOException {
    if (with.request().isEmpty()) {
      return;
    }
    try {
      for (byte[] piece : response.pieces()) {
        with.socket().getOutputStream().write(piece);
      }
      with.socket().shutdownOutput();
      with.awaitLeft();
    } catch (SocketException refused) {
      // Whoever refuses a response does not wait for its end.
    }
  }

  @Test
  @Timeout(value = 7, unit = TimeUnit.DAYS)
  void everyDifferenceBetweenTheTransportsIsExplained() throws Exception {
    new Explorer<>(OddResponse::any, OddResponse::smaller, this::check)
        .explore(Explorer.SEED, CASES, "sluice.seed");
    System.out.println(CASES + " responses; differences explained by " + explained);
  }

  private void check(OddResponse response) throws Exception {
    playing = response;
    String byNio = outcome(nio);
    String byClient = outcome(client);
    if (byNio.equals(byClient)) {
      return;
    }
    for (Quirk quirk : response.quirks()) {
      if (quirk.differs().explains(kind(byNio), kind(byClient))) {
        explained.merge(quirk.name(), 1, Integer::sum);
        return;
      }
    }
    assertThat(byClient).as("what the JDK's client makes of it, beside nio").isEqualTo(byNio);
  }

  private static String kind(String outcome) {
    return outcome.startsWith("PROTOCOL") ? "PROTOCOL" : outcome;
  }

  /** The status and the body; of a failure its kind, since each has words of its own. */
  private String outcome(Transport transport) throws Exception {
    Hearing hearing = new Hearing();
    transport.open(
        HttpCall.post(peer.uri("http"), "{}").connectingWithin(Duration.ofSeconds(10)), hearing);
    String outcome = hearing.outcome();
    assertThat(hearing.breaches()).isEmpty();
    boolean failed =
        outcome.matches("(?s)(SETTING|CONNECT|CONNECT_TIMEOUT|LOST|PROTOCOL|DEFECT) .*");
    return failed ? outcome.substring(0, outcome.indexOf(' ')) : outcome;
  }
}
