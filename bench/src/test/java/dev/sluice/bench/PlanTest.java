package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.page.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is measured when, without a process: every one takes ten seconds. */
class PlanTest {
  private static final double SECONDS = 10;
  private static final double HOURS = 1e6;
  private static final Engine ENGINE = new Engine("a1b2c3d", List.of());
  private static final Entrant OURS = new Entrant(Contender.SLUICE_CALLBACK, ENGINE);
  private static final Entrant PEER = new Entrant(Contender.LANGCHAIN4J, ENGINE);
  private static final Entrant FLOOR = new Entrant(Contender.EPOLL, ENGINE);
  private static final Entrant OTHER = new Entrant(Contender.SPRING_AI, ENGINE);

  private double reserved;
  private final Map<Entrant, Double> widths = new HashMap<>();
  private final Set<Entrant> failing = new HashSet<>();

  private final Plan.Standing standing =
      new Plan.Standing() {
        @Override
        public Optional<Entrant> partner(Scenario scenario, Entrant entrant) {
          return entrant.equals(FLOOR) ? Optional.empty() : Optional.of(FLOOR);
        }

        @Override
        public Optional<Spread> ratio(Scenario scenario, Entrant entrant) {
          double half = widths.getOrDefault(entrant, 0.0) / 2;
          return partner(scenario, entrant)
              .map(floor -> new Spread(1, 0, 2, 1 - half, 1 + half, 3));
        }

        @Override
        public boolean gaveUp(Scenario scenario, Entrant entrant) {
          return failing.contains(entrant);
        }

        @Override
        public double seconds(Scenario scenario, Entrant entrant) {
          return SECONDS;
        }
      };

  private Plan plan(Scenario... scenarios) {
    List<Plan.Goal> goals = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      goals.add(new Plan.Goal(scenario, List.of(OURS, PEER, FLOOR), List.of(OTHER)));
    }
    return new Plan(goals, new Plan.Repetitions(3, 5, 0.1), standing, reserved);
  }

  /** All turns if each takes what it is said to. */
  private static List<Plan.Turn> follow(Plan plan, double seconds) {
    List<Plan.Turn> turns = new ArrayList<>();
    double left = seconds;
    for (var next = plan.next(left); next.isPresent(); next = plan.next(left)) {
      turns.add(next.get());
      left -= SECONDS * next.get().entrants().size();
    }
    return turns;
  }

  @Test
  void everyScenarioHasARepetitionBeforeAnyHasTwo() {
    assertThat(follow(plan(Scenario.PACED_500, Scenario.COLD), HOURS))
        .extracting(Plan.Turn::scenario)
        .containsExactly(
            Scenario.PACED_500,
            Scenario.COLD,
            Scenario.PACED_500,
            Scenario.COLD,
            Scenario.PACED_500,
            Scenario.COLD);
  }

  @Test
  void whoIsNeededIsMeasuredThreeTimesAlsoIfTimeRunsOut() {
    List<Plan.Turn> turns = follow(plan(Scenario.PACED_500, Scenario.COLD), 35);
    assertThat(turns).hasSize(6);
    assertThat(turns)
        .allSatisfy(turn -> assertThat(turn.entrants()).containsExactly(OURS, PEER, FLOOR));
  }

  @Test
  void theOthersComeWithTheLastRepetitionWhereTimeIsLeft() {
    // Three repetitions of three in two scenarios, and ten seconds for one other.
    List<Plan.Turn> turns =
        follow(plan(Scenario.PACED_500, Scenario.COLD), 2 * 3 * 3 * SECONDS + 11);
    assertThat(turns)
        .filteredOn(turn -> turn.entrants().contains(OTHER))
        .singleElement()
        .satisfies(
            turn -> {
              assertThat(turn.scenario()).isEqualTo(Scenario.PACED_500);
              assertThat(turn.entrants()).containsExactly(OURS, PEER, FLOOR, OTHER);
            });
    assertThat(turns.get(4).entrants()).contains(OTHER);
  }

  @Test
  void theOthersLeaveSomeTimeForRatiosThatAreNotSteady() {
    widths.put(OURS, 0.2);
    reserved = 2 * SECONDS;
    List<Plan.Turn> turns = follow(plan(Scenario.PACED_500), 3 * 3 * SECONDS + 2 * SECONDS);
    assertThat(turns).hasSize(4).noneMatch(turn -> turn.entrants().contains(OTHER));
    assertThat(turns.getLast().entrants()).containsExactly(FLOOR, OURS);
  }

  @Test
  void aRatioThatIsNotSteadyIsMeasuredOnWithItsPartnerAlone() {
    widths.put(OURS, 0.2);
    List<Plan.Turn> turns = follow(plan(Scenario.PACED_500), HOURS);
    assertThat(turns).hasSize(5);
    assertThat(turns.get(3).entrants()).containsExactly(FLOOR, OURS);
    assertThat(turns.get(4).entrants()).containsExactly(FLOOR, OURS);
  }

  @Test
  void aRatioThatHasBecomeSteadyIsMeasuredNoMore() {
    widths.put(OURS, 0.2);
    Plan plan = plan(Scenario.PACED_500);
    for (int i = 0; i < 4; i++) {
      assertThat(plan.next(HOURS)).isPresent();
    }
    widths.put(OURS, 0.09);
    assertThat(plan.next(HOURS)).isEmpty();
    assertThat(plan.unsteady()).isEmpty();
  }

  @Test
  void whatIsNotSteadyWhenTheTimeIsOverIsNamed() {
    widths.put(PEER, 0.5);
    Plan plan = plan(Scenario.PACED_500);
    // Enough for three repetitions, the other, and not for two more processes.
    assertThat(follow(plan, 3 * 3 * SECONDS + 29)).hasSize(3);
    assertThat(plan.unsteady())
        .containsExactly("paced-500, langchain4j/streaming: the middle half is 50 % of the median");
  }

  @Test
  void whoCannotDoItIsNotAskedAgain() {
    Plan plan = plan(Scenario.PACED_500);
    assertThat(plan.neededSeconds()).isEqualTo(9 * SECONDS);
    failing.add(PEER);
    assertThat(plan.neededSeconds()).isEqualTo(6 * SECONDS);
    assertThat(follow(plan, HOURS)).hasSize(3).noneMatch(turn -> turn.entrants().contains(PEER));
  }

  @Test
  void aScenarioThatNobodyCanDoDoesNotHoldUpTheOthers() {
    failing.addAll(List.of(OURS, PEER, FLOOR, OTHER));
    assertThat(follow(plan(Scenario.PACED_500, Scenario.COLD), HOURS)).isEmpty();
  }
}
