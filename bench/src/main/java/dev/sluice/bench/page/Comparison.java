package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Optional;

/** What changed between two builds of this library, pair by pair. */
public final class Comparison {
  private static final List<String> FIGURES =
      List.of(
          "cpu_us",
          "chunks_per_s",
          "late_p99_ms",
          "threads",
          "heap_kib_per_stream",
          "rss_kib_per_stream",
          "first_chunk_ms",
          "cpu_ms",
          "bytes",
          "bytes_busy");

  private final List<Result> before;
  private final List<Result> after;

  /**
   * @param before all results of the one build
   * @param after and of the other
   */
  public Comparison(List<Result> before, List<Result> after) {
    this.before = before;
    this.after = after;
  }

  /** A row for each scenario, client and figure that both builds have. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| Scenario | Client | Figure | before | after | after ÷ before | middle half |");
    text.append(" least–most | pairs |\n|---|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (Scenario scenario : Scenario.values()) {
      for (Contender client : Contender.values()) {
        FIGURES.forEach(figure -> row(text, scenario, client, figure));
      }
    }
    return text.append(failures()).toString();
  }

  private void row(StringBuilder text, Scenario scenario, Contender client, String figure) {
    // A rate that the server sets says nothing.
    if (figure.equals("chunks_per_s") && scenario.rate() > 0) {
      return;
    }
    Optional<Spread> ratio = Spread.ofRatios(after, client, before, client, scenario, figure);
    if (ratio.isEmpty()) {
      return;
    }
    Spread spread = ratio.get();
    text.append("| ").append(scenario.load()).append(" | ").append(client.label());
    text.append(" | ")
        .append(figure)
        .append(" | ")
        .append(median(before, scenario, client, figure));
    text.append(" | ").append(median(after, scenario, client, figure));
    text.append(" | **").append(FigureTable.number(spread.median(), 3)).append("** | ");
    text.append(range(spread.lowerQuartile(), spread.upperQuartile())).append(" | ");
    text.append(range(spread.min(), spread.max())).append(" | ");
    text.append(spread.count()).append(" |\n");
  }

  private static String median(
      List<Result> results, Scenario scenario, Contender client, String figure) {
    return Spread.of(results, scenario, client, figure)
        .map(spread -> FigureTable.number(spread.median(), spread.median() < 1_000 ? 2 : 0))
        .orElse("none");
  }

  private static String range(double from, double to) {
    return FigureTable.number(from, 3) + "–" + FigureTable.number(to, 3);
  }

  private String failures() {
    StringBuilder text = new StringBuilder();
    failures(text, "before", before);
    failures(text, "after", after);
    return text.isEmpty() ? "" : "\n" + text;
  }

  private static void failures(StringBuilder text, String when, List<Result> results) {
    results.stream()
        .filter(each -> !each.error().isEmpty())
        .map(
            each ->
                "- %s, %s, %s: %s%n".formatted(when, each.scenario(), each.client(), each.error()))
        .distinct()
        .forEach(text::append);
  }
}
