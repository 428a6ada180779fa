package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Optional;

/** One figure of one client over all repetitions. */
record Spread(double median, double least, double most) {

  static Optional<Spread> of(
      List<Result> results, Scenario scenario, Contender contender, String figure) {
    return of(results, scenario.id(), contender.id(), figure);
  }

  static Optional<Spread> of(List<Result> results, String scenario, String client, String figure) {
    double[] sorted =
        results.stream()
            .filter(each -> each.scenario().equals(scenario) && each.client().equals(client))
            .flatMap(each -> Optional.ofNullable(each.figures().get(figure)).stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
  }
}
