package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param folder where {@code docs} and {@code bench/target} are
 */
record Settings(
    Set<String> only,
    Set<String> clients,
    int repetitions,
    double seconds,
    double warmSeconds,
    boolean isShort,
    boolean rendersOnly,
    Path raw,
    Path folder) {

  static final String HELP =
      """
      --only SCENARIO,…     these scenarios (%s, units)
      --clients CLIENT,…    these clients (%s)
      --repetitions N       how often each is measured, 5
      --seconds S           how long each measured window is, 3
      --warm S              how long it is warmed before that, half of it with short answers, 4;
                            longer while the JVM compiles or the client catches up
      --short               a small load, once: only whether everything works
      --render              writes the page from the raw results and measures nothing
      --raw FILE            the raw results, bench/target/results.jsonl
      --docs FOLDER         where the page goes, docs
      """
          .formatted(
              String.join(", ", Arrays.stream(Scenario.values()).map(Scenario::id).toList()),
              String.join(", ", Arrays.stream(Contender.values()).map(Contender::id).toList()));

  static Settings of(List<String> arguments) {
    Set<String> only = Set.of();
    Set<String> clients = Set.of();
    boolean isShort = arguments.contains("--short");
    int repetitions = isShort ? 1 : 5;
    double seconds = isShort ? 0.2 : 3;
    double warm = isShort ? 0.2 : 4;
    boolean renders = false;
    Path raw = Path.of("bench", "target", isShort ? "short.jsonl" : "results.jsonl");
    Path folder = isShort ? Path.of("bench", "target", "short") : Path.of("docs");
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--short" -> {}
        case "--render" -> renders = true;
        default -> {
          if (i + 1 == arguments.size()) {
            throw new IllegalArgumentException(argument + " is not understood:\n" + HELP);
          }
          String value = arguments.get(++i);
          switch (argument) {
            case "--only" -> only = set(value);
            case "--clients" -> clients = set(value);
            case "--repetitions" -> repetitions = Integer.parseInt(value);
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warm" -> warm = Double.parseDouble(value);
            case "--raw" -> raw = Path.of(value);
            case "--docs" -> folder = Path.of(value);
            default ->
                throw new IllegalArgumentException(argument + " is not understood:\n" + HELP);
          }
        }
      }
    }
    return new Settings(only, clients, repetitions, seconds, warm, isShort, renders, raw, folder);
  }

  private static Set<String> set(String value) {
    return new HashSet<>(Arrays.asList(value.split(",")));
  }

  /** The scenarios that are wanted. */
  List<Scenario> scenarios() {
    for (String id : only) {
      if (!id.equals(Units.ID) && Scenario.of(id).isEmpty()) {
        throw new IllegalArgumentException("no scenario is called " + id + ":\n" + HELP);
      }
    }
    return Scenario.named(only, isShort);
  }

  /** How many processes run at once: one where anything is measured. */
  int atOnce() {
    return isShort ? Runtime.getRuntime().availableProcessors() : 1;
  }

  boolean wantsUnits() {
    return only.isEmpty() ? !isShort : only.contains(Units.ID);
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
        .filter(c -> clients.isEmpty() || clients.contains(c.id()) || clients.contains(c.library()))
        .toList();
  }
}
