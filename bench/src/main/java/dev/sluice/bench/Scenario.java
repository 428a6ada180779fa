package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.load.Ask;
import dev.sluice.bench.load.Ask.Kind;
import dev.sluice.bench.measure.Task;
import dev.sluice.bench.page.Targets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is measured, for each client that it applies to. */
public enum Scenario {
  PACED_500(Task.PACED, new Ask(Kind.TEXT, 50, 0), 500, "500 streams × 50 chunks/s"),
  PACED_2000(Task.PACED_AND_LATE, new Ask(Kind.TEXT, 10, 0), 2_000, "2,000 streams × 10 chunks/s"),
  FLOOD_1(Task.BACK_TO_BACK, new Ask(Kind.TEXT, 0, 100_000), 1, "back to back, 1 stream"),
  FLOOD_16(Task.BACK_TO_BACK, new Ask(Kind.TEXT, 0, 20_000), 16, "back to back, 16 streams"),
  IDLE(Task.IDLE, new Ask(Kind.TEXT, Ask.HOLD, 1), 10_000, "10,000 open streams, one chunk each"),
  COLD(Task.COLD, new Ask(Kind.TEXT, 100, 10), 1, "a new JVM, plain http"),
  CANCEL(Task.CANCEL, new Ask(Kind.TEXT, 0, 0), 200, "200 cancels in each phase"),
  STALLED_READER(
      Task.STALLED_READER, new Ask(Kind.LONG, 0, 250_000), 1, "a stream of 1 GB, one chunk read"),
  TOOL_CALLS(Task.PACED, new Ask(Kind.TOOL, 50, 0), 500, "tool calls, 500 streams × 50 deltas/s"),
  LONG_DELTAS(Task.PACED, new Ask(Kind.LONG, 10, 0), 500, "4 KB deltas, 500 streams × 10/s"),
  TLS(Task.PACED, new Ask(Kind.TEXT, 50, 0), 500, "TLS, 500 streams × 50 chunks/s"),
  PACED_10000(Task.PACED, new Ask(Kind.TEXT, 2, 0), 10_000, "10,000 streams × 2 chunks/s"),
  ALLOCATION(Task.ALLOCATION, new Ask(Kind.TEXT, 0, 1_000), 1, "a chunk of text, in memory");

  /** How much the page would lack without a client's figures. */
  enum Rank {
    /** A target names it, or it says what the machine can do. */
    NEEDED,
    /** It is worth the minutes if there are any left. */
    USEFUL,
    /** Only whoever has hours measures it. */
    THOROUGH
  }

  /** What is measured of two builds of this library. */
  static final Set<Scenario> OF_TWO_BUILDS =
      EnumSet.of(PACED_500, PACED_2000, FLOOD_1, FLOOD_16, IDLE, COLD, ALLOCATION);

  private static final int SHORT_STREAMS = 20;
  private static final int SHORT_CANCELS = 4;

  private final Task task;
  private final Kind kind;
  private final int rate;
  private final long count;
  private final int streams;
  private final String load;

  Scenario(Task task, Ask ask, int streams, String load) {
    this.task = task;
    this.kind = ask.kind();
    this.rate = ask.rate();
    this.count = ask.count();
    this.streams = streams;
    this.load = load;
  }

  /** What it is called on the command line and in the raw results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The load in words. */
  public String load() {
    return load;
  }

  /** What the clients' processes do. */
  public Task task() {
    return task;
  }

  /** How many streams, or how often. */
  int streams(boolean isShort) {
    return !isShort ? streams : Math.min(streams, this == CANCEL ? SHORT_CANCELS : SHORT_STREAMS);
  }

  /**
   * What each stream asks for; in the short form an answer that ends, so that it can be counted.
   */
  Ask ask(boolean isShort) {
    if (!isShort) {
      return new Ask(kind, rate, count);
    }
    return switch (task) {
      case PACED, PACED_AND_LATE -> new Ask(kind, 50, 60);
      case BACK_TO_BACK -> new Ask(kind, 0, 500);
      default -> new Ask(kind, rate, count);
    };
  }

  /** Chunks a second of all streams, where they are paced. */
  public double rate() {
    return (double) rate * streams;
  }

  /** Whether the answers come over TLS. */
  boolean isTls() {
    return this == TLS;
  }

  /** The most heap that its clients may have. */
  String heap() {
    return this == STALLED_READER ? "512m" : "2g";
  }

  /** Whom it can be asked of. */
  public boolean appliesTo(Contender contender) {
    // It says what a thread for each stream costs where wakes cost most.
    if (contender == Contender.EPOLL_READERS) {
      return this == PACED_500 || this == PACED_2000;
    }
    return switch (this) {
      // The loop speaks no TLS.
      case TLS -> contender != Contender.EPOLL;
      // Who reads on the thread of the network has promised never to wait.
      case STALLED_READER -> !contender.isFloor() && contender != Contender.SLUICE_INLINE;
      // Floors know no phases, and a cancel is a close.
      case CANCEL -> !contender.isFloor();
      // What it streams is text; it calls tools itself.
      case TOOL_CALLS -> contender != Contender.SPRING_AI;
      // Its figures are among those of the microbenchmarks; it has its own for two builds.
      case ALLOCATION -> contender == Contender.SLUICE_INLINE;
      default -> true;
    };
  }

  /** How much a client that this applies to is wanted here. */
  Rank rank(Contender contender) {
    boolean isNamed = Targets.PEERS.contains(contender.library());
    boolean isNeeded =
        switch (this) {
          case PACED_500, PACED_2000 -> contender != Contender.JDK && (isNamed || isOwn(contender));
          case FLOOD_1, FLOOD_16 -> contender != Contender.JDK && (isNamed || isOwn(contender));
          case IDLE -> contender.isOurs() || contender == Contender.EPOLL;
          // A second each.
          case COLD -> true;
          case CANCEL, STALLED_READER, ALLOCATION -> contender.isOurs();
          case TOOL_CALLS, LONG_DELTAS, TLS, PACED_10000 ->
              contender == Contender.SLUICE_ITERATOR || contender == Contender.EPOLL;
        };
    if (isNeeded) {
      return Rank.NEEDED;
    }
    boolean isUseful =
        switch (this) {
          case TOOL_CALLS, LONG_DELTAS, TLS ->
              contender == Contender.SLUICE_CALLBACK
                  || contender == Contender.LANGCHAIN4J
                  || contender == Contender.OPENAI_SYNC;
          // The peers give up after minutes.
          case PACED_10000 -> contender == Contender.SLUICE_CALLBACK;
          default -> true;
        };
    return isUseful ? Rank.USEFUL : Rank.THOROUGH;
  }

  private static boolean isOwn(Contender contender) {
    return contender.isOurs() || contender.isFloor();
  }

  /**
   * The figure that is measured until its ratio is steady; empty where the targets are far off, or
   * nothing is compared.
   */
  String compared() {
    return switch (task) {
      case PACED, PACED_AND_LATE, BACK_TO_BACK -> "cpu_us";
      case IDLE -> "heap_kib_per_stream";
      case COLD -> "first_chunk_ms";
      case ALLOCATION -> "bytes";
      case CANCEL, STALLED_READER -> "";
    };
  }

  /**
   * All that are named, or all that the page shows; in the short form without those that are others
   * with more load.
   */
  static List<Scenario> named(Set<String> ids, boolean isShort) {
    Set<Scenario> more =
        isShort ? Set.of(PACED_500, PACED_10000, FLOOD_16, ALLOCATION) : Set.of(ALLOCATION);
    return Arrays.stream(values())
        .filter(each -> ids.isEmpty() ? !more.contains(each) : ids.contains(each.id()))
        .toList();
  }

  /** The one with this id. */
  public static Optional<Scenario> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }
}
