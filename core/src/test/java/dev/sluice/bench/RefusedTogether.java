package dev.sluice.bench;

import dev.sluice.chat.ChatRequest;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.Gather;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * When a hundred streams come back that were refused together: each gets {@code 429} with {@code
 * Retry-After: 1}, and its answer then. Prints how many came in each 100 ms.
 *
 * <p>Argument: how many streams, 100 if there is none.
 */
public final class RefusedTogether {
  private static final int BUCKET_MILLIS = 100;

  private RefusedTogether() {}

  /** Runs it. */
  public static void main(String[] args) {
    int streams = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    String script =
        "times " + streams + "\nstatus 429\nheader Retry-After: 1\nbody {}\n---\nanswer \"Hello\"";
    try (Simulator simulator = Simulator.start(script);
        Models models =
            Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {})) {
      ChatModel model = models.model("openai/any").with(Retry.upTo(2));
      long complete =
          Gather.with(model)
              .atOnce(streams)
              .start(Collections.nCopies(streams, ChatRequest.of("Count.")))
              .await()
              .stream()
              .filter(ending -> ending.kind().equals("completed"))
              .count();
      System.out.println(complete + " of " + streams + " completed");
      print(simulator.requests().subList(streams, 2 * streams));
    }
  }

  private static void print(List<Seen> returns) {
    List<Long> arrivals = returns.stream().map(Seen::receivedAt).sorted().toList();
    long first = arrivals.getFirst();
    int[] buckets = new int[(int) (millis(arrivals.getLast() - first) / BUCKET_MILLIS) + 1];
    arrivals.forEach(at -> buckets[(int) (millis(at - first) / BUCKET_MILLIS)]++);
    System.out.println("returns in each 100 ms since the first:");
    for (int i = 0; i < buckets.length; i++) {
      System.out.printf("%5d ms %3d %s%n", i * BUCKET_MILLIS, buckets[i], "#".repeat(buckets[i]));
    }
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
