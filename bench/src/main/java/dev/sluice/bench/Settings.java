package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param minutes how long the whole may take
 * @param isThorough whether every client is measured everywhere, whatever time it takes
 * @param against another build of this library to compare with
 * @param commit whose figures the page shows; empty for the one that was measured last
 * @param folder where the page goes
 */
record Settings(
    Set<String> only,
    Set<String> clients,
    double minutes,
    Plan.Repetitions repetitions,
    double seconds,
    double warmSeconds,
    boolean isShort,
    boolean isThorough,
    boolean rendersOnly,
    Optional<Path> against,
    Optional<String> commit,
    Path raw,
    Path folder) {

  static final String HELP =
      """
      --only SCENARIO,…     these scenarios (%s, units)
      --clients CLIENT,…    these clients (%s)
      --minutes M           how long the whole may take, 45: who is needed is measured three times in
                            every scenario, then whoever's ratio is not steady until the time is over
      --spread SHARE        a ratio is steady when the middle half of its values is no wider than this
                            share of their median, 0.1
      --thorough            all clients everywhere, 5 to 15 times, a spread of 0.05: some hours
      --repetitions N       each so often, neither more nor less, whatever time it takes
      --against DIR         this build beside another one of the same library, in turns: a checkout that
                            is compiled, a jar or a folder of classes; prints how many times the other's
                            figures this one's are, and writes no page
      --seconds S           how long each measured window is, 3
      --warm S              how long it is warmed before that, half of it with short answers, 4;
                            longer while the JVM compiles or the client catches up
      --short               a small load, once: only whether everything works
      --render              writes the page from the raw results and measures nothing
      --commit HASH         with --render: of this commit and not of the one that was measured last
      --raw FILE            the raw results, bench/target/results.jsonl (with --against against.jsonl)
      --docs FOLDER         where the page goes, docs
      """
          .formatted(
              String.join(", ", Arrays.stream(Scenario.values()).map(Scenario::id).toList()),
              String.join(", ", Arrays.stream(Contender.values()).map(Contender::id).toList()));

  private static final Plan.Repetitions USUAL = new Plan.Repetitions(3, 9, 0.1);
  private static final Plan.Repetitions THOROUGH = new Plan.Repetitions(5, 15, 0.05);
  private static final Plan.Repetitions ONCE = new Plan.Repetitions(1, 1, 1);

  static Settings of(List<String> arguments) {
    Set<String> only = Set.of();
    Set<String> clients = Set.of();
    boolean isShort = arguments.contains("--short");
    boolean isThorough = arguments.contains("--thorough");
    boolean isAgainst = arguments.contains("--against");
    Plan.Repetitions repetitions = isShort ? ONCE : isThorough ? THOROUGH : USUAL;
    double minutes = isShort || isThorough ? Double.POSITIVE_INFINITY : 45;
    double seconds = isShort ? 0.2 : 3;
    double warm = isShort ? 0.2 : 4;
    boolean renders = false;
    Optional<Path> against = Optional.empty();
    Optional<String> commit = Optional.empty();
    String file = (isShort ? "short" : isAgainst ? "against" : "results") + ".jsonl";
    Path raw = Path.of("bench", "target", file);
    Path folder = isShort ? Path.of("bench", "target", "short") : Path.of("docs");
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--short", "--thorough" -> {}
        case "--render" -> renders = true;
        default -> {
          if (i + 1 == arguments.size()) {
            throw notUnderstood(argument);
          }
          String value = arguments.get(++i);
          switch (argument) {
            case "--only" -> only = set(value);
            case "--clients" -> clients = set(value);
            case "--minutes" -> minutes = Double.parseDouble(value);
            case "--spread" ->
                repetitions =
                    new Plan.Repetitions(
                        repetitions.min(), repetitions.max(), Double.parseDouble(value));
            case "--repetitions" -> {
              int count = Integer.parseInt(value);
              repetitions = new Plan.Repetitions(count, count, repetitions.width());
              minutes = Double.POSITIVE_INFINITY;
            }
            case "--against" -> against = Optional.of(Path.of(value));
            case "--commit" -> commit = Optional.of(value);
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warm" -> warm = Double.parseDouble(value);
            case "--raw" -> raw = Path.of(value);
            case "--docs" -> folder = Path.of(value);
            default -> throw notUnderstood(argument);
          }
        }
      }
    }
    return new Settings(
        only,
        clients,
        minutes,
        repetitions,
        seconds,
        warm,
        isShort,
        isThorough,
        renders,
        against,
        commit,
        raw,
        folder);
  }

  private static IllegalArgumentException notUnderstood(String argument) {
    return new IllegalArgumentException(argument + " is not understood:\n" + HELP);
  }

  private static Set<String> set(String value) {
    return new HashSet<>(Arrays.asList(value.split(",")));
  }

  /** In words, for whoever reads the figures. */
  String told() {
    List<String> words = new ArrayList<>();
    words.add("windows of " + shown(seconds) + " s, warmed for " + shown(warmSeconds) + " s");
    words.add(
        repetitions.min() == repetitions.max()
            ? repetitions.min() + (repetitions.min() == 1 ? " repetition" : " repetitions")
            : "%d to %d repetitions, until the middle half of the ratios is within %s %% of the median"
                .formatted(repetitions.min(), repetitions.max(), shown(100 * repetitions.width())));
    if (minutes < Double.POSITIVE_INFINITY) {
      words.add("or " + shown(minutes) + " minutes are over");
    }
    return String.join(", ", words);
  }

  private static String shown(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** What of the time is for ratios that are not steady, whoever else could be measured. */
  double reservedSeconds() {
    return minutes == Double.POSITIVE_INFINITY ? 0 : minutes * 60 / 10;
  }

  /** The scenarios that are wanted. */
  List<Scenario> scenarios() {
    for (String id : only) {
      if (!id.equals(Units.ID) && Scenario.of(id).isEmpty()) {
        throw new IllegalArgumentException("no scenario is called " + id + ":\n" + HELP);
      }
    }
    if (against.isPresent() && only.isEmpty()) {
      return List.copyOf(Scenario.OF_TWO_BUILDS);
    }
    return Scenario.named(only, isShort);
  }

  /** How many processes run at once: one where anything is measured. */
  int atOnce() {
    return isShort ? Runtime.getRuntime().availableProcessors() : 1;
  }

  boolean wantsUnits() {
    return against.isEmpty() && (only.isEmpty() ? !isShort : only.contains(Units.ID));
  }

  /** The clients that are wanted. */
  List<Contender> contenders() {
    for (String id : clients) {
      if (Contender.of(id).isEmpty()
          && Arrays.stream(Contender.values()).noneMatch(c -> c.library().equals(id))) {
        throw new IllegalArgumentException("no client is called " + id + ":\n" + HELP);
      }
    }
    return Arrays.stream(Contender.values())
        .filter(c -> against.isEmpty() || c.isOurs())
        .filter(c -> clients.isEmpty() || clients.contains(c.id()) || clients.contains(c.library()))
        .toList();
  }

  /** Whether a client must be measured in a scenario: whoever names clients wants all of them. */
  boolean needs(Scenario scenario, Contender contender) {
    boolean hasTime = minutes == Double.POSITIVE_INFINITY;
    return switch (scenario.rank(contender)) {
      case NEEDED -> true;
      case USEFUL -> hasTime || isThorough || !clients.isEmpty();
      case THOROUGH -> isShort || isThorough || !clients.isEmpty();
    };
  }

  /** Whether it is measured if there is time. */
  boolean isUseful(Scenario scenario, Contender contender) {
    return !needs(scenario, contender) && scenario.rank(contender) == Scenario.Rank.USEFUL;
  }
}
