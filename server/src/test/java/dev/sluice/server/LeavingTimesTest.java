package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Departure;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long it takes from a client's leaving until its provider's socket is closed, whatever either
 * side was doing; that it is closed is all that a build asserts. {@code -Dsluice.leaving=N} has it
 * happen so often, and prints the times.
 */
@Timeout(600)
final class LeavingTimesTest {
  private static final int TIMES = Integer.getInteger("sluice.leaving", 5);
  private static final String POST =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/json\r\nContent-Length: ";

  @ParameterizedTest
  @CsvSource({
    "silent before the headers,slow-headers forever,fast,false",
    "silent after the headers,stall,fast,false",
    "silent after a token,text \"Hello\"|stall,fast,false",
    "streaming,pace 200/s|repeat forever text \"on\",fast,false",
    "streaming what is translated,pace 200/s|repeat forever text \"on\",other,false",
    "streaming to a client that reads nothing,pace 500/s|repeat forever text \"LONG\",fast,true",
    "streaming all it can to such a client,repeat forever text \"on and on and on\",fast,true"
  })
  void aClientThatLeavesHasItsProvidersSocketClosed(
      String what, String script, String model, boolean paused) throws Exception {
    String body = World.CHAT.replace("fast", model);
    long[] took = new long[TIMES];
    try (World world =
        World.saying(script.replace('|', '\n').replace("LONG", "on ".repeat(4000)))) {
      for (int i = 0; i < TIMES; i++) {
        RawClient client = new RawClient(world.port(), paused ? 4096 : 0);
        client.write(POST + body.length() + "\r\n\r\n" + body);
        world.provider.awaitRequest(i + 1, World.PATIENCE);
        if (script.contains("text")) {
          client.readUntil("data: ");
        }
        Thread.sleep(paused ? 300 : 20); // Till sockets on both sides are full.
        long left = System.nanoTime();
        client.close();
        Departure departure = world.provider.awaitClientLeft(i + 1, World.PATIENCE);
        took[i] = departure.atNanos() - left;
      }
      world.provider.awaitOpenConnections(0, World.PATIENCE);
      World.await(() -> world.accessLog.size() == TIMES);
      assertThat(world.accessLog).allMatch(line -> line.contains("\"ending\":\"cancelled\""));
    }
    if (System.getProperty("sluice.leaving") != null) {
      Arrays.sort(took);
      System.out.printf(
          "%s: %.1f ms at the median, %.1f at p99, %.1f at most, of %d%n",
          what,
          millis(took[TIMES / 2]),
          millis(took[TIMES * 99 / 100]),
          millis(took[TIMES - 1]),
          TIMES);
    }
  }

  private static double millis(long nanos) {
    return nanos / (double) Duration.ofMillis(1).toNanos();
  }
}
