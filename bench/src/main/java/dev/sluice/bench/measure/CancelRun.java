package dev.sluice.bench.measure;

import dev.sluice.bench.client.Client;
import dev.sluice.simulator.AwaitTimeoutException;
import dev.sluice.simulator.Simulator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From the user's cancel to the provider's side of the socket closed, in each phase of a stream.
 * The provider is the simulator in this process, so that one clock measures both ends.
 */
final class CancelRun {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MAX_MISSES = 3;
  private static final int FEW_RUNS = 10;

  private CancelRun() {}

  private enum Phase {
    BEFORE_HEADERS("slow-headers forever", false),
    BEFORE_TOKEN("role\nstall", false),
    STALLED("role\ntext \"One \"\nstall", true),
    FLOWING("role\npace 1000/s\nrepeat forever text \"word \"", true);

    final String script;
    final boolean hasTokens;

    Phase(String script, boolean hasTokens) {
      this.script = script;
      this.hasTokens = hasTokens;
    }
  }

  static void measure(Order order, Figures figures) throws Exception {
    int runs = order.streams();
    for (Phase phase : Phase.values()) {
      String name = phase.name().toLowerCase(Locale.ROOT);
      long[] nanos = new long[runs];
      int measured = 0;
      int maxMisses = runs < FEW_RUNS ? 1 : MAX_MISSES;
      int misses = 0;
      try (Simulator simulator = Simulator.start(phase.script);
          Client client = order.contender().client(simulator.baseUrl().toString())) {
        int warm = runs / 4;
        for (int run = -warm; run < runs && misses < maxMisses; run++) {
          long took = cancelOne(phase, simulator, run + warm + 1, client);
          if (took < 0) {
            misses++;
          } else if (run >= 0) {
            nanos[measured++] = took;
          }
        }
      }
      figures.say("missed_" + name, misses);
      if (measured > 0) {
        long[] sorted = Arrays.copyOf(nanos, measured);
        Arrays.sort(sorted);
        figures.say("p50_ms_" + name, sorted[measured / 2] / 1e6);
        figures.say("p99_ms_" + name, sorted[(int) (measured * 0.99)] / 1e6);
      }
    }
  }

  /** How long it took, or a negative number if the socket stayed open. */
  private static long cancelOne(Phase phase, Simulator simulator, int number, Client client)
      throws Exception {
    Heard heard = new Heard();
    // Some clients block their caller until the headers are there.
    Thread[] asking = new Thread[1];
    Client.Asked[] asked = new Client.Asked[1];
    asking[0] = Thread.ofVirtual().start(() -> asked[0] = client.ask(heard));
    simulator.awaitRequest(number, SOON);
    if (phase.hasTokens && !heard.first.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("no chunk came");
    }
    // Where nothing is heard there is nothing to wait for.
    Thread.sleep(phase.hasTokens ? 0 : 10);
    boolean returned = asking[0].join(LONGEST);
    Client.Asked open = asked[0];
    if (!returned || open == null) {
      return -1;
    }
    long cancelled = System.nanoTime();
    // It may block until the server says something.
    Thread canceller = Thread.ofPlatform().daemon().start(open::cancel);
    long took = left(simulator, number).map(at -> at - cancelled).orElse(-1L);
    canceller.join(1);
    return took;
  }

  private static Optional<Long> left(Simulator simulator, int number) throws InterruptedException {
    try {
      return Optional.of(simulator.awaitClientLeft(number, LONGEST).atNanos());
    } catch (AwaitTimeoutException stillThere) {
      return Optional.empty();
    }
  }

  private static final class Heard implements Client.Listener {
    final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void onChunk(String text) {
      first.countDown();
    }

    @Override
    public void onEnd() {
      // It does not end by itself.
    }

    @Override
    public void onFailure(Throwable failure) {
      // Some clients call a cancel a failure.
    }
  }
}
