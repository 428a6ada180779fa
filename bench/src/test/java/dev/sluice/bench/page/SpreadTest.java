package dev.sluice.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static Result result(Contender client, int repetition, double value) {
    return new Result(
        Scenario.PACED_500.id(), client.id(), "a1b2c3d", repetition, Map.of("cpu_us", value), "");
  }

  @Test
  void ratiosAreTakenWithinARepetition() {
    // In the second repetition the machine was three times as slow for both.
    List<Result> results =
        List.of(
            result(Contender.SLUICE_ITERATOR, 1, 10),
            result(Contender.SLUICE_ITERATOR, 2, 30),
            result(Contender.SLUICE_ITERATOR, 3, 12),
            result(Contender.SLUICE_ITERATOR, 4, 99),
            result(Contender.EPOLL, 3, 5),
            result(Contender.EPOLL, 2, 15),
            result(Contender.EPOLL, 1, 5),
            result(Contender.EPOLL, 5, 1));
    assertThat(
            Spread.ofRatios(
                results, Scenario.PACED_500, Contender.SLUICE_ITERATOR, Contender.EPOLL, "cpu_us"))
        .contains(new Spread(2, 2, 2.4, 2, 2.2, 3));
    assertThat(
            Spread.ofRatios(
                results, Scenario.TLS, Contender.SLUICE_ITERATOR, Contender.EPOLL, "cpu_us"))
        .isEmpty();
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    List<Result> results =
        List.of(
            result(Contender.EPOLL, 1, 4),
            result(Contender.EPOLL, 2, 1),
            result(Contender.EPOLL, 3, 2),
            result(Contender.EPOLL, 4, 8));
    assertThat(Spread.of(results, Scenario.PACED_500, Contender.EPOLL, "cpu_us"))
        .contains(new Spread(3, 1, 8, 1.75, 5, 4));
  }
}
