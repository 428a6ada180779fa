package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** One figure of one client over all repetitions. */
record Spread(double median, double least, double most) {

  static Optional<Spread> of(
      List<Result> results, Scenario scenario, Contender contender, String figure) {
    return of(results, scenario.id(), contender.id(), figure);
  }

  static Optional<Spread> of(List<Result> results, String scenario, String client, String figure) {
    return of(
        results.stream()
            .filter(each -> each.scenario().equals(scenario) && each.client().equals(client))
            .flatMap(each -> Optional.ofNullable(each.figures().get(figure)).stream())
            .mapToDouble(Double::doubleValue));
  }

  /**
   * How many times the other's figure one client's is, repetition by repetition: what the machine
   * did to both at the time is in neither.
   */
  static Optional<Spread> ofRatios(
      List<Result> results, Scenario scenario, Contender client, Contender other, String figure) {
    Map<Integer, Double> own = byRepetition(results, scenario, client, figure);
    DoubleStream.Builder ratios = DoubleStream.builder();
    byRepetition(results, scenario, other, figure)
        .forEach(
            (repetition, theirs) -> {
              Double ours = own.get(repetition);
              if (ours != null) {
                ratios.add(ours / theirs);
              }
            });
    return of(ratios.build());
  }

  private static Map<Integer, Double> byRepetition(
      List<Result> results, Scenario scenario, Contender client, String figure) {
    Map<Integer, Double> figures = new TreeMap<>();
    for (Result each : results) {
      Double value = each.figures().get(figure);
      if (each.scenario().equals(scenario.id())
          && each.client().equals(client.id())
          && value != null) {
        figures.put(each.repetition(), value);
      }
    }
    return figures;
  }

  private static Optional<Spread> of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
  }
}
