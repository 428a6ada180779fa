package dev.sluice.bench;

import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * How long it takes from {@code cancel()} until the provider sees its socket close, in each phase
 * of a stream. Both ends are in this process, so that one clock measures both.
 *
 * <p>Argument: the runs of each phase, 1,000 if there is none.
 */
public final class CancelLatency {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int WARM_UP = 200;

  private CancelLatency() {}

  /** Where a stream is when it is cancelled. */
  enum Phase {
    BEFORE_THE_HEADERS("slow-headers forever"),
    BEFORE_THE_FIRST_TOKEN("role\nstall"),
    STALLED_AFTER_TOKENS("role\ntext \"One \"\nstall"),
    BETWEEN_TOKENS("role\npace 1000/s\nrepeat forever text \"word \""),
    FLOODED("role\nrepeat forever text \"word \"");

    final String script;

    Phase(String script) {
      this.script = script;
    }

    /** Waits until the stream is in this phase. */
    void reach(Simulator simulator, int number, ChatStream stream) throws InterruptedException {
      Seen seen = simulator.awaitRequest(number, SOON);
      if (this == BEFORE_THE_HEADERS) {
        if (seen.headersAt().isPresent()) {
          throw new IllegalStateException("the headers are there");
        }
        return;
      }
      Iterator<StreamEvent> events = stream.events().iterator();
      boolean begun = events.next() instanceof StreamEvent.Started;
      while (begun && this != BEFORE_THE_FIRST_TOKEN) {
        begun = !(events.next() instanceof StreamEvent.TextDelta);
      }
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    System.out.println(
        "from cancel() to the provider's side of the socket closed, " + runs + " runs");
    System.out.printf("%-24s %9s %9s %9s%n", "phase", "p50", "p99", "max");
    for (Phase phase : Phase.values()) {
      long[] nanos = measure(phase, runs);
      System.out.printf(
          "%-24s %6.2f ms %6.2f ms %6.2f ms%n",
          phase.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
          nanos[runs / 2] / 1e6,
          nanos[(int) (runs * 0.99)] / 1e6,
          nanos[runs - 1] / 1e6);
    }
  }

  private static long[] measure(Phase phase, int runs) throws Exception {
    long[] nanos = new long[runs];
    try (Simulator simulator = Simulator.start(phase.script);
        Models models =
            Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {})) {
      ChatModel model = models.model("openai/any");
      for (int run = -WARM_UP; run < runs; run++) {
        int number = run + WARM_UP + 1;
        ChatStream stream = model.stream("Count.");
        phase.reach(simulator, number, stream);
        long cancelled = System.nanoTime();
        stream.cancel();
        long left = simulator.awaitClientLeft(number, SOON).atNanos();
        if (run >= 0) {
          nanos[run] = left - cancelled;
        }
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }
}
