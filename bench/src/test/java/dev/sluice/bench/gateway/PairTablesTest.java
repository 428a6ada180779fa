package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairTablesTest {
  private static Result result(String client, int repetition, double cpu, double late) {
    String scenario = PairBench.scenario(Load.PACED_200);
    Map<String, Double> figures = Map.of("serving_us", cpu, "late_p99_ms", late);
    return new Result(scenario, client, "c", repetition, figures, "");
  }

  @Test
  void aPairIsComparedWithTheBarePassThroughOfItsRepetition() {
    PairTables tables =
        new PairTables(
            List.of(
                result("messages-bare", 1, 10, 2),
                result("messages-gemini", 1, 12, 6),
                result("messages-bare", 2, 20, 2),
                result("messages-gemini", 2, 24, 6),
                result("messages-gemini", 3, 100, 100)));
    StringBuilder text = new StringBuilder();
    tables.writeTargets(text);
    tables.write(text);
    assertThat(text.toString())
        .contains("CPU per chunk, × bare Vert.x | 200 streams × 20 chunks/s | ≤ 1.25 | 1.20 | met")
        .contains("late p99, × bare Vert.x | 200 streams × 20 chunks/s | ≤ 2.5 | 3.00 | **missed**")
        .contains("| messages | 15.0 µs, 2.0 ms | –, – | –, – | –, – | 1.20, **3.00** |");
  }

  @Test
  void theMeanOfTwoBareOnesInARepetitionIsWhatAPairIsComparedWith() {
    PairTables tables =
        new PairTables(
            List.of(
                result("messages-bare", 1, 8, 1),
                result("messages-gemini", 1, 12, 6),
                result("messages-bare", 1, 12, 3)));
    StringBuilder text = new StringBuilder();
    tables.write(text);
    assertThat(text)
        .contains("| messages | 10.0 µs, 2.0 ms | –, – | –, – | –, – | 1.20, **3.00** |");
  }

  @Test
  void nothingIsSaidOfWhatWasNotMeasured() {
    StringBuilder text = new StringBuilder();
    PairTables tables = new PairTables(List.of());
    tables.writeTargets(text);
    tables.write(text);
    assertThat(text).isEmpty();
  }
}
