package dev.sluice.bench;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.Options;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many streams with random faults under random policies in one process, the provider included; some
 * are cancelled at a random moment. Each must end as its fault says, and at the end the process
 * holds what it held at the beginning.
 *
 * <p>Arguments: how many streams (200,000), how many at once (200), the seed.
 */
public final class Soak implements AutoCloseable {
  private static final Duration SETTLING = Duration.ofSeconds(60);
  private static final int WARM_UP = 10_000;
  private static final int TREATMENTS = 6;
  private static final int MAX_SURPRISES = 10;

  /** Of a line of 20 MB one in so many streams: it costs as much as ten thousand others. */
  private static final int HUGE_ONE_IN = 1_000;

  /** Of a refused connection one in so many, lest most requests go to the one that refuses. */
  private static final int REFUSED_ONE_IN = 100;

  private static final List<Fault> FAULTS =
      Stream.concat(Stream.of(Fault.all()), Stream.of(Fault.stalls())).toList();
  private static final List<Fault> USUAL =
      FAULTS.stream().filter(fault -> !isHuge(fault) && !isRefused(fault)).toList();
  private static final Fault HUGE = FAULTS.stream().filter(Soak::isHuge).findAny().orElseThrow();
  private static final Fault REFUSED =
      FAULTS.stream().filter(Soak::isRefused).findAny().orElseThrow();

  private final Simulator simulator =
      Simulator.start(Script.parse(script()), Options.defaults().recorded(100));
  private final Models models =
      Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), progress -> {});

  /** It refuses every connection: a script that refuses is heard before any request. */
  private final Simulator refusing = Simulator.start(REFUSED.script());

  private final Models refused =
      Models.of(Map.of("OPENAI_BASE_URL", refusing.baseUrl().toString()), progress -> {});
  private final Retry retry = Retry.upTo(1).waits(Duration.ofMillis(2));
  private final Limiter limiter = Limiter.unlimited().streams(50);
  private final ConcurrentMap<String, LongAdder> kinds = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
  private final AtomicInteger surprised = new AtomicInteger();

  /** Runs it; the exit code says whether anything was left behind or surprising. */
  public static void main(String[] args) throws Exception {
    int streams = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    int atOnce = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    System.out.println(streams + " streams, " + atOnce + " at once, seed " + seed);
    try (Soak soak = new Soak()) {
      soak.run(WARM_UP, atOnce, seed);
      soak.settle();
      Resources before = Resources.now();
      System.out.println("after " + WARM_UP + " to warm up: " + before);
      long begin = System.nanoTime();
      soak.run(streams, atOnce, seed + 1);
      System.out.printf("%.0f s%n", (System.nanoTime() - begin) / 1e9);
      soak.settle();
      Resources after = Resources.now();
      System.out.println("after " + streams + " more: " + after);
      System.out.println("endings: " + soak.endings());
      soak.surprises().forEach(System.out::println);
      boolean same =
          after.threads() <= before.threads() + 2
              && after.files() <= before.files() + 2
              && after.heapBytes() <= before.heapBytes() + (4L << 20);
      System.out.println(
          (same ? "nothing is left behind" : "SOMETHING IS LEFT BEHIND")
              + ": no more than 2 threads, 2 files and 4 MiB over what it was");
      if (!same || soak.surprised.get() > 0) {
        throw new IllegalStateException("see above");
      }
    }
  }

  /** Each fault answers the requests that name it. */
  private static String script() {
    List<String> responses = new ArrayList<>();
    for (int i = 0; i < FAULTS.size(); i++) {
      Fault fault = FAULTS.get(i);
      if (!isRefused(fault)) {
        responses.add("when body contains \"fault " + i + ";\"\n" + fault.script());
      }
    }
    return String.join("\n---\n", responses);
  }

  private static boolean isHuge(Fault fault) {
    return fault.script().contains("huge");
  }

  private static boolean isRefused(Fault fault) {
    return fault.script().equals("refuse");
  }

  private static Fault any(Random random) {
    if (random.nextInt(HUGE_ONE_IN) == 0) {
      return HUGE;
    }
    return random.nextInt(REFUSED_ONE_IN) == 0 ? REFUSED : USUAL.get(random.nextInt(USUAL.size()));
  }

  private ChatModel treated(Fault fault, int treatment) {
    ChatModel bare = (isRefused(fault) ? refused : models).model("openai/any");
    ChatModel timed = bare.with(Retry.upTo(0)).with(timeouts(fault));
    return switch (treatment) {
      case 0 -> timed;
      case 1 -> timed.with(retry);
      case 2 -> timed.with(OnCut.restart().upTo(1));
      case 3 -> timed.with(retry).with(OnCut.resume().upTo(2)).with(limiter);
      case 4 -> timed.with(Fallback.to(timed.with(retry)).afterFirstToken(OnCut.Mode.RESTART));
      default -> timed.with(retry).with(Budget.characters(1_000_000));
    };
  }

  /** Plays so many streams and waits for all of them. */
  void run(int streams, int atOnce, long seed) throws InterruptedException {
    Random random = new Random(seed);
    Semaphore turns = new Semaphore(atOnce);
    for (int i = 0; i < streams; i++) {
      turns.acquire();
      Fault fault = any(random);
      int number = FAULTS.indexOf(fault);
      ChatModel model = treated(fault, random.nextInt(TREATMENTS));
      ChatStream stream = model.stream("fault " + number + "; stream " + i);
      boolean cancels = random.nextInt(8) == 0;
      var unused =
          stream
              .reply()
              .whenComplete(
                  (reply, failure) -> {
                    ended(fault, stream.await(), cancels);
                    turns.release();
                  });
      if (cancels) {
        Duration when = Duration.ofNanos(random.nextInt(40_000_000));
        var later = dev.sluice.time.Clock.system().alarm(when, stream::cancel, defect -> {});
        if (later == null) {
          throw new IllegalStateException("no alarm");
        }
      }
    }
    turns.acquire(atOnce);
  }

  private static Timeouts timeouts(Fault fault) {
    Timeouts patient = Timeouts.off().total(Duration.ofMinutes(2));
    Duration stall = Duration.ofMillis(50);
    if (!fault.ending().equals("timed_out")) {
      return patient;
    }
    return fault.begins() ? patient.idle(stall) : patient.firstToken(stall);
  }

  private void ended(Fault fault, Ending ending, boolean cancels) {
    kinds.computeIfAbsent(ending.kind(), kind -> new LongAdder()).increment();
    boolean expected =
        ending.kind().equals(fault.ending())
            || (cancels && ending.kind().equals("cancelled"))
            // A reset may overtake what was sent before it.
            || (fault.script().endsWith("rst") && ending.kind().equals("failed"));
    if (!expected && surprised.incrementAndGet() <= MAX_SURPRISES) {
      surprises.add(fault + " ended as " + ending);
    }
  }

  /** Waits until every connection is closed, also those that are kept for another request. */
  void settle() throws InterruptedException {
    simulator.awaitOpenConnections(0, SETTLING);
    refusing.awaitOpenConnections(0, SETTLING);
  }

  /** How many streams ended how. */
  String endings() {
    return kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The first streams that did not end as their fault says. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  @Override
  public void close() {
    models.close();
    refused.close();
    simulator.close();
    refusing.close();
  }
}
