package dev.sluice.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private final List<Result> results = new ArrayList<>();

  private void measured(Contender client, double... micros) {
    for (int i = 0; i < micros.length; i++) {
      results.add(
          new Result(
              Scenario.PACED_500.id(),
              client.id(),
              "a1b2c3d",
              i + 1,
              Map.of("cpu_us", micros[i]),
              ""));
    }
  }

  private String row(String target) {
    return new Targets(results, 2)
        .markdown()
        .lines()
        .filter(line -> line.startsWith("| CPU per chunk, 500 streams × 50 chunks/s, " + target))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thePeersCheapestWayIsWhatOursIsHeldTo() {
    measured(Contender.SLUICE_CALLBACK, 10, 10, 10);
    measured(Contender.OPENAI_SYNC, 60, 60, 60);
    measured(Contender.OPENAI_ASYNC, 38, 38, 38);
    assertThat(row("≤ 1/4 of openai-java"))
        .endsWith("| not measured | not measured | 0.26 **missed** | not measured |");
  }

  @Test
  void anIteratorIsHeldToAThreadForEachStreamAndTheOtherViewsToNone() {
    measured(Contender.SLUICE_ITERATOR, 15, 15, 15);
    measured(Contender.SLUICE_CALLBACK, 13, 13, 13);
    measured(Contender.EPOLL, 10, 10, 10);
    measured(Contender.EPOLL_READERS, 25, 25, 25);
    assertThat(row("≤ 1.4 × the epoll loop |"))
        .endsWith("| 1.50 | not measured | 1.30 reached | not measured |");
    assertThat(row("≤ 0.7 × the epoll loop, readers |"))
        .endsWith("| 0.60 reached | not measured | 0.52 | not measured |");
  }
}
