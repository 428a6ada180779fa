package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.Units;
import dev.sluice.bench.client.Contender;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is aimed at, and whether it is reached: in each view, because each is used. */
public final class Targets {
  /** The libraries that ours are compared with. */
  public static final Set<String> PEERS = Set.of("langchain4j", "openai-java");

  private static final List<Contender> OURS =
      Arrays.stream(Contender.values()).filter(Contender::isOurs).toList();

  /** Those that need no thread for each stream, which costs what a thread costs. */
  private static final List<Contender> WITHOUT_THREAD =
      OURS.stream().filter(view -> view != Contender.SLUICE_ITERATOR).toList();

  private final List<Result> results;
  private final int cores;
  private final StringBuilder rows = new StringBuilder();

  Targets(List<Result> results, int cores) {
    this.results = results;
    this.cores = cores;
  }

  String markdown() {
    rows.append("| Target |");
    OURS.forEach(view -> rows.append(' ').append(view.label()).append(" |"));
    rows.append("\n|---|").append("---:|".repeat(OURS.size())).append('\n');
    for (Scenario paced : List.of(Scenario.PACED_500, Scenario.PACED_2000)) {
      String what = "CPU per chunk, " + paced.load() + ", ";
      relative(what, paced, ways("langchain4j"), 1 / 4.0, "1/4 of langchain4j", WITHOUT_THREAD);
      relative(what, paced, ways("openai-java"), 1 / 4.0, "1/4 of openai-java", WITHOUT_THREAD);
      relative(what, paced, List.of(Contender.EPOLL), 1.4, "1.4 × the epoll loop", WITHOUT_THREAD);
      relative(
          what,
          paced,
          List.of(Contender.EPOLL_READERS),
          0.7,
          "0.7 × the epoll loop, readers",
          List.of(Contender.SLUICE_ITERATOR));
    }
    for (Scenario flood : List.of(Scenario.FLOOD_1, Scenario.FLOOD_16)) {
      String what = "CPU per chunk, " + flood.load() + ", ";
      relative(what, flood, ways("langchain4j"), 1 / 3.0, "1/3 of langchain4j", OURS);
      relative(what, flood, ways("openai-java"), 1 / 6.0, "1/6 of openai-java", OURS);
    }
    absolute("platform threads with 2,000 open streams", Scenario.PACED_2000, "threads", cores + 8);
    absolute("heap per open idle stream, KiB", Scenario.IDLE, "heap_kib_per_stream", 8);
    absolute(
        "added latency, 2,000 streams × 10 chunks/s, p99, ms",
        Scenario.PACED_2000,
        "late_p99_ms",
        5);
    absolute(
        "a reader that stops: resident growth, MiB", Scenario.STALLED_READER, "rss_growth_mib", 2);
    absolute("first chunk on a cold JVM, ms", Scenario.COLD, "first_chunk_ms", 300);
    for (String phase : List.of("before_headers", "before_token", "stalled", "flowing")) {
      absolute(
          "cancel to closed socket, p99, ms, " + phase.replace('_', ' '),
          Scenario.CANCEL,
          "p99_ms_" + phase,
          10);
    }
    return rows + units() + new FormatTable(results).targets();
  }

  /** What the microbenchmarks say of ours, whatever the view. */
  private String units() {
    String framing = "sluice" + Units.FRAMING;
    double gigabytes = unit(framing, "size") / Math.max(unit(framing, "us"), 1e-9) / 1_000;
    return "\n| Target | sluice |\n|---|---:|\n"
        + row(
            "bytes allocated for a chunk of text, from bytes to the listener, ≤ 400",
            unit(Units.WHOLE_WAY, "bytes"),
            0,
            unit(Units.WHOLE_WAY, "bytes") <= 400)
        + row(
            "server-sent events of 330 bytes, GB/s on one core, ≥ 1", gigabytes, 1, gigabytes >= 1);
  }

  private static String row(String what, double value, int digits, boolean reached) {
    String cell = value > 0 ? FigureTable.number(value, digits) + verdict(reached) : "not measured";
    return "| " + what + " | " + cell + " |\n";
  }

  private double unit(String step, String figure) {
    return Spread.of(results, Units.ID, step, figure).map(Spread::median).orElse(0.0);
  }

  private static List<Contender> ways(String library) {
    return Arrays.stream(Contender.values())
        .filter(each -> each.library().equals(library))
        .toList();
  }

  /** At most so much of the cheapest of some others; a verdict on those for whom it is a target. */
  private void relative(
      String what,
      Scenario scenario,
      List<Contender> others,
      double max,
      String maxText,
      List<Contender> aiming) {
    Optional<Contender> theirs =
        others.stream()
            .filter(each -> median(scenario, each, "cpu_us").isPresent())
            .min(Comparator.comparing(each -> median(scenario, each, "cpu_us").orElseThrow()));
    rows.append("| ").append(what).append("≤ ").append(maxText);
    for (Contender view : OURS) {
      Optional<Double> ratio =
          theirs
              .flatMap(other -> Spread.ofRatios(results, scenario, view, other, "cpu_us"))
              .map(Spread::median);
      rows.append(" | ");
      rows.append(
          ratio
              .map(
                  value ->
                      FigureTable.number(value, 2)
                          + (aiming.contains(view) ? verdict(value <= max) : ""))
              .orElse("not measured"));
    }
    rows.append(" |\n");
  }

  private void absolute(String what, Scenario scenario, String figure, double max) {
    rows.append("| ").append(what).append(" ≤ ").append(FigureTable.number(max, 0));
    for (Contender view : OURS) {
      Optional<Double> own = median(scenario, view, figure);
      rows.append(" | ");
      rows.append(
          own.map(value -> FigureTable.number(value, 1) + verdict(value <= max))
              .orElse("not measured"));
    }
    rows.append(" |\n");
  }

  static String verdict(boolean reached) {
    return reached ? " reached" : " **missed**";
  }

  private Optional<Double> median(Scenario scenario, Contender contender, String figure) {
    return Spread.of(results, scenario, contender, figure).map(Spread::median);
  }
}
