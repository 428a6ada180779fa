package dev.sluice.bench.gateway;

import dev.sluice.bench.Result;
import dev.sluice.bench.load.Format;
import dev.sluice.bench.page.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What each pair of a provider's format and a client's dialect costs, beside a bare pass-through.
 */
final class PairTables {
  private static final String INTRODUCTION =
      """

      ## Every provider in every dialect

      A row has what the provider speaks, a column what the client does. A cell has CPU per chunk and
      then late p99, each as times that of a bare Vert.x pass-through of the same format in the same
      minutes, the median over repetitions; **bold** is beyond %s and %s. The bare one is measured
      before and behind each row, and the mean of both counts. The same format on both sides passes
      through. CPU is that of the process's threads without the JVM's compilers: each process is young,
      and the compilers of one that has served for minutes have nothing to do. Chunks have one delta of
      19 characters each, and besides what the format has around one.
      """
          .formatted(GatewayTargets.MAX_CPU, GatewayTargets.MAX_LATE);

  private static final String CPU = "serving_us";
  private static final String LATE = "late_p99_ms";

  /** By scenario, client and figure, for each repetition; the mean of what was measured twice. */
  private final Map<String, Map<Integer, Double>> figures = new HashMap<>();

  PairTables(List<Result> results) {
    for (Result result : results) {
      result
          .figures()
          .forEach(
              (figure, value) ->
                  figures
                      .computeIfAbsent(
                          key(result.scenario(), result.client(), figure), _ -> new HashMap<>())
                      .merge(result.repetition(), value, (one, other) -> (one + other) / 2));
    }
  }

  private static String key(String scenario, String client, String figure) {
    return scenario + " " + client + " " + figure;
  }

  private Map<Integer, Double> of(Load load, String client, String figure) {
    return figures.getOrDefault(key(PairBench.scenario(load), client, figure), Map.of());
  }

  private Optional<Double> median(Load load, String client, String figure) {
    return Spread.of(of(load, client, figure).values().stream().mapToDouble(each -> each))
        .map(Spread::median);
  }

  /** How many times a bare pass-through's figure that of a pair is. */
  Optional<Double> ratio(Load load, Pair pair, String figure) {
    Map<Integer, Double> bare = of(load, Pair.bare(pair.format()), figure);
    DoubleStream.Builder ratios = DoubleStream.builder();
    of(load, pair.id(), figure)
        .forEach(
            (repetition, value) -> {
              Double other = bare.get(repetition);
              if (other != null && other > 0) {
                ratios.add(value / other);
              }
            });
    return Spread.of(ratios.build()).map(Spread::median);
  }

  /** Rows for the table of targets. */
  void writeTargets(StringBuilder text) {
    for (Load load : PairBench.LOADS) {
      target(text, load, "CPU per chunk", CPU, GatewayTargets.MAX_CPU);
      target(text, load, "late p99", LATE, GatewayTargets.MAX_LATE);
    }
  }

  private void target(StringBuilder text, Load load, String what, String figure, double most) {
    List<Double> ratios =
        Pair.all().stream().flatMap(pair -> ratio(load, pair, figure).stream()).toList();
    if (ratios.isEmpty()) {
      return;
    }
    long met = ratios.stream().filter(ratio -> ratio <= most).count();
    text.append(
        String.format(
            Locale.ROOT,
            "| the dearest of %d pairs: %s, × bare Vert.x | %s | ≤ %s | %.2f | %s |%n",
            ratios.size(),
            what,
            load.told(),
            most,
            ratios.stream().mapToDouble(each -> each).max().orElseThrow(),
            met == ratios.size() ? "met" : "**missed** by %d".formatted(ratios.size() - met)));
  }

  void write(StringBuilder text) {
    boolean isMeasured = false;
    for (Load load : PairBench.LOADS) {
      List<Format> rows =
          Arrays.stream(Format.values())
              .filter(format -> median(load, Pair.bare(format), CPU).isPresent())
              .toList();
      if (rows.isEmpty()) {
        continue;
      }
      if (!isMeasured) {
        text.append(INTRODUCTION);
        isMeasured = true;
      }
      table(text, load, rows);
    }
  }

  private void table(StringBuilder text, Load load, List<Format> rows) {
    List<String> titles = new ArrayList<>(List.of("Provider", "bare"));
    Spoken.dialects().forEach(dialect -> titles.add(dialect.id()));
    text.append("\n### ").append(load.told()).append(", every pair\n\n| ");
    text.append(String.join(" | ", titles)).append(" |\n|---|");
    text.append("---:|".repeat(titles.size() - 1)).append('\n');
    for (Format format : rows) {
      String bare = Pair.bare(format);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f µs, %.1f ms |",
              format.label(),
              median(load, bare, CPU).orElse(Double.NaN),
              median(load, bare, LATE).orElse(Double.NaN)));
      for (Spoken dialect : Spoken.dialects()) {
        Pair pair = new Pair(format, dialect);
        text.append(' ').append(cell(ratio(load, pair, CPU), GatewayTargets.MAX_CPU));
        text.append(", ").append(cell(ratio(load, pair, LATE), GatewayTargets.MAX_LATE));
        text.append(" |");
      }
      text.append('\n');
    }
  }

  private static String cell(Optional<Double> ratio, double most) {
    return ratio
        .map(value -> String.format(Locale.ROOT, value <= most ? "%.2f" : "**%.2f**", value))
        .orElse("–");
  }
}
