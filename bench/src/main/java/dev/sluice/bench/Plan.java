package dev.sluice.bench;

import dev.sluice.bench.page.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is measured next. First everyone who is needed, in every scenario, as often as it takes to
 * say anything; the last time together with whoever is useful, if the time is enough for it. Then,
 * while there is time, whoever's ratio is not steady yet, in the scenario where it is the least.
 */
final class Plan {
  /** What is wanted of a scenario. */
  record Goal(Scenario scenario, List<Entrant> needed, List<Entrant> useful) {}

  /** Those who are measured one after the other in the same minutes, and compared as pairs. */
  record Turn(Scenario scenario, List<Entrant> entrants) {}

  /**
   * How often.
   *
   * @param width of the middle half of the ratios, as a share of their median, that is steady
   */
  record Repetitions(int min, int max, double width) {}

  /** What is known by now. */
  interface Standing {
    /** With whom an entrant is compared; empty if others are compared with it, or nothing is. */
    Optional<Entrant> partner(Scenario scenario, Entrant entrant);

    /** How many times its partner's figure an entrant's is. */
    Optional<Spread> ratio(Scenario scenario, Entrant entrant);

    /** Whether it could not do it so often that it is not asked again. */
    boolean gaveUp(Scenario scenario, Entrant entrant);

    /** How long a process of it takes. */
    double seconds(Scenario scenario, Entrant entrant);
  }

  private final List<Goal> goals;
  private final Repetitions repetitions;
  private final Standing standing;
  private final double reservedSeconds;
  private final Map<Goal, Integer> rounds = new HashMap<>();

  /**
   * @param reservedSeconds that whoever is only useful must leave for ratios that are not steady
   */
  Plan(List<Goal> goals, Repetitions repetitions, Standing standing, double reservedSeconds) {
    this.goals = goals.stream().filter(goal -> !goal.needed().isEmpty()).toList();
    this.repetitions = repetitions;
    this.standing = standing;
    this.reservedSeconds = reservedSeconds;
  }

  /** How long what must be measured still takes. */
  double neededSeconds() {
    double seconds = 0;
    for (Goal goal : goals) {
      int left = Math.max(0, repetitions.min() - round(goal));
      seconds += left * seconds(goal.scenario(), goal.needed());
    }
    return seconds;
  }

  /** How long whoever is only useful would take. */
  double usefulSeconds() {
    return goals.stream().mapToDouble(goal -> seconds(goal.scenario(), goal.useful())).sum();
  }

  /**
   * The next to be measured; nothing, if the time is over or everything is known.
   *
   * @param secondsLeft what must be measured is, even if this is less than it takes
   */
  Optional<Turn> next(double secondsLeft) {
    Optional<Turn> needed = nextNeeded(secondsLeft);
    return needed.isPresent() ? needed : nextUnsteady(secondsLeft);
  }

  private Optional<Turn> nextNeeded(double secondsLeft) {
    for (int round = 0; round < repetitions.min(); round++) {
      for (Goal goal : goals) {
        if (round(goal) > round) {
          continue;
        }
        List<Entrant> entrants = new ArrayList<>(goal.needed());
        double spare =
            secondsLeft
                - reservedSeconds
                - neededSeconds()
                - seconds(goal.scenario(), goal.useful());
        if (round + 1 == repetitions.min() && spare >= 0) {
          entrants.addAll(goal.useful());
        }
        Optional<Turn> turn = turn(goal, entrants);
        if (turn.isPresent()) {
          return turn;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Turn> nextUnsteady(double secondsLeft) {
    List<Goal> widestFirst =
        goals.stream()
            .filter(goal -> round(goal) < repetitions.max() && width(goal) > repetitions.width())
            .sorted(Comparator.comparingDouble((Goal goal) -> -width(goal)))
            .toList();
    for (Goal goal : widestFirst) {
      Collection<Entrant> entrants = new LinkedHashSet<>();
      for (Entrant each : unsteady(goal)) {
        standing.partner(goal.scenario(), each).ifPresent(entrants::add);
        entrants.add(each);
      }
      if (seconds(goal.scenario(), entrants) <= secondsLeft) {
        return turn(goal, entrants);
      }
    }
    return Optional.empty();
  }

  /** The turn of those who still take part, which counts as a round also if nobody does. */
  private Optional<Turn> turn(Goal goal, Collection<Entrant> entrants) {
    rounds.merge(goal, 1, Integer::sum);
    List<Entrant> willing =
        entrants.stream().filter(each -> !standing.gaveUp(goal.scenario(), each)).toList();
    return willing.isEmpty() ? Optional.empty() : Optional.of(new Turn(goal.scenario(), willing));
  }

  /** Whose ratio is wider than it should be, and how wide. */
  List<String> unsteady() {
    List<String> told = new ArrayList<>();
    for (Goal goal : goals) {
      for (Entrant each : unsteady(goal)) {
        told.add(
            "%s, %s: the middle half is %.0f %% of the median"
                .formatted(goal.scenario().id(), each.contender().id(), 100 * width(goal, each)));
      }
    }
    return told;
  }

  private List<Entrant> unsteady(Goal goal) {
    return goal.needed().stream()
        .filter(each -> !standing.gaveUp(goal.scenario(), each))
        .filter(each -> width(goal, each) > repetitions.width())
        .toList();
  }

  /** The widest of a goal's ratios. */
  private double width(Goal goal) {
    return unsteady(goal).stream().mapToDouble(each -> width(goal, each)).max().orElse(0);
  }

  private double width(Goal goal, Entrant entrant) {
    return standing.ratio(goal.scenario(), entrant).map(Spread::width).orElse(0.0);
  }

  private int round(Goal goal) {
    return rounds.getOrDefault(goal, 0);
  }

  private double seconds(Scenario scenario, Collection<Entrant> entrants) {
    return entrants.stream()
        .filter(each -> !standing.gaveUp(scenario, each))
        .mapToDouble(each -> standing.seconds(scenario, each))
        .sum();
  }
}
