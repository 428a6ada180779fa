package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * One figure of one client over all repetitions.
 *
 * @param lowerQuartile a quarter of the values are below it, interpolated between two
 * @param upperQuartile and a quarter above this one
 */
public record Spread(
    double median, double min, double max, double lowerQuartile, double upperQuartile, int count) {

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
    return ofRatios(results, client, results, other, scenario, figure);
  }

  /** The same of the results of two builds. */
  public static Optional<Spread> ofRatios(
      List<Result> results,
      Contender client,
      List<Result> others,
      Contender other,
      Scenario scenario,
      String figure) {
    return ofRatios(
        byRepetition(results, scenario, client, figure),
        byRepetition(others, scenario, other, figure));
  }

  private static Optional<Spread> ofRatios(
      Map<Integer, Double> figures, Map<Integer, Double> others) {
    DoubleStream.Builder ratios = DoubleStream.builder();
    others.forEach(
        (repetition, other) -> {
          Double figure = figures.get(repetition);
          if (figure != null && other > 0) {
            ratios.add(figure / other);
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

  /** Of these. */
  public static Optional<Spread> of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Spread(
            quantile(sorted, 0.5),
            sorted[0],
            sorted[sorted.length - 1],
            quantile(sorted, 0.25),
            quantile(sorted, 0.75),
            sorted.length));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** How wide the middle half is, as a share of the median. */
  public double width() {
    return median == 0 ? 0 : (upperQuartile - lowerQuartile) / Math.abs(median);
  }
}
