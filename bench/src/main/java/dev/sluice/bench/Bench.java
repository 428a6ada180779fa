package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.measure.Order;
import dev.sluice.bench.page.Comparison;
import dev.sluice.bench.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures clients in scenarios, in turns, and writes the page; or two builds of this library, and
 * prints what changed. See {@link Settings#HELP} for the arguments.
 */
public final class Bench {
  private final Settings settings;
  private final RawResults raw;
  private final Processes processes;
  private final Durations durations;
  private final Engine own;
  private final long begun = System.nanoTime();

  private Bench(Settings settings) throws IOException {
    this.settings = settings;
    this.raw = RawResults.in(settings.raw());
    this.processes = new Processes(work(settings), settings.isShort());
    this.durations = new Durations(settings);
    this.own = Engine.own();
  }

  private static Path work(Settings settings) {
    return settings.raw().toAbsolutePath().resolveSibling("run");
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(Settings.HELP);
      return;
    }
    try {
      run(Settings.of(List.of(args)));
    } catch (IllegalArgumentException wrong) {
      say(String.valueOf(wrong.getMessage()));
      System.exit(2);
    }
  }

  static void run(Settings settings) throws Exception {
    Bench bench = new Bench(settings);
    if (settings.against().isPresent()) {
      bench.compareBuilds(Engine.in(settings.against().get(), work(settings), bench.own));
    } else {
      bench.compareClients();
    }
  }

  private void compareClients() throws Exception {
    if (!settings.rendersOnly()) {
      Known known = new Known(raw, durations, settings.contenders(), Optional.empty());
      List<Plan.Goal> goals = settings.scenarios().stream().map(this::goal).toList();
      Plan plan = plan(goals, known, settings.wantsUnits() ? Units.seconds(settings.isShort()) : 0);
      raw.begin(own.commit(), about());
      if (settings.wantsUnits()) {
        measureUnits();
      }
      follow(plan);
    }
    String commit = settings.commit().or(raw::latest).orElse(own.commit());
    Page.write(raw, commit, settings.folder());
    say("wrote " + settings.folder().resolve("benchmarks.md") + " of commit " + commit);
  }

  private Plan.Goal goal(Scenario scenario) {
    List<Contender> contenders =
        settings.contenders().stream().filter(scenario::appliesTo).toList();
    return new Plan.Goal(
        scenario,
        contenders.stream()
            .filter(each -> settings.needs(scenario, each))
            .map(each -> new Entrant(each, own))
            .toList(),
        contenders.stream()
            .filter(each -> settings.isUseful(scenario, each))
            .map(each -> new Entrant(each, own))
            .toList());
  }

  /** This build and an earlier one, each client with both in the same minutes. */
  private void compareBuilds(Engine before) throws Exception {
    Engine after = own.like(before, work(settings));
    if (!settings.rendersOnly()) {
      Known known = new Known(raw, durations, settings.contenders(), Optional.of(before));
      List<Plan.Goal> goals = new ArrayList<>();
      for (Scenario scenario : settings.scenarios()) {
        List<Entrant> entrants = new ArrayList<>();
        for (Contender contender : settings.contenders()) {
          if (scenario.appliesTo(contender)) {
            entrants.add(new Entrant(contender, before));
            entrants.add(new Entrant(contender, after));
          }
        }
        goals.add(new Plan.Goal(scenario, entrants, List.of()));
      }
      Plan plan = plan(goals, known, 0);
      raw.begin(before.commit(), about());
      raw.begin(own.commit(), about());
      follow(plan);
    }
    String changes =
        "before: %s, after: %s%n%s%n%n%s"
            .formatted(
                before.commit(),
                own.commit(),
                settings.told(),
                new Comparison(raw.results(before.commit()), raw.results(own.commit())).markdown());
    System.out.print(changes);
    Path file = settings.raw().toAbsolutePath().resolveSibling("against.md");
    Files.writeString(file, changes);
    say("wrote " + file);
  }

  private Map<String, String> about() throws IOException {
    Map<String, String> about = Machine.about();
    about.put("settings", settings.told());
    return about;
  }

  /**
   * The plan, after saying how long it takes.
   *
   * @param otherSeconds what is measured besides
   */
  private Plan plan(List<Plan.Goal> goals, Known known, double otherSeconds) {
    for (Plan.Goal goal : goals) {
      Machine.checkFiles(goal.scenario().streams(settings.isShort()));
      List<Entrant> all = new ArrayList<>(goal.needed());
      all.addAll(goal.useful());
      for (Entrant each : all) {
        raw.forget(goal.scenario().id(), each.contender().id(), each.engine().commit());
      }
    }
    Plan plan = new Plan(goals, settings.repetitions(), known, settings.reservedSeconds());
    double needed = (plan.neededSeconds() + otherSeconds) / 60;
    String rest =
        settings.minutes() == Double.POSITIVE_INFINITY
            ? "then it goes on until the ratios are steady"
            : "the rest of %.0f minutes is for ratios that are not steady"
                .formatted(settings.minutes());
    say(
        "whoever is needed, %d times: about %.0f minutes; the others once: %.0f; %s"
            .formatted(settings.repetitions().min(), needed, plan.usefulSeconds() / 60, rest));
    if (needed > settings.minutes()) {
      throw new IllegalArgumentException(
          "%.0f minutes are not enough for that: leave scenarios or clients out with --only and --clients, or give more --minutes"
              .formatted(settings.minutes()));
    }
    return plan;
  }

  private void follow(Plan plan) throws Exception {
    while (true) {
      double left = settings.minutes() * 60 - (System.nanoTime() - begun) / 1e9;
      Optional<Plan.Turn> turn = plan.next(left);
      if (turn.isEmpty()) {
        break;
      }
      measure(turn.get());
    }
    for (String each : plan.unsteady()) {
      say("not steady: " + each);
    }
    say("it took %.0f minutes".formatted((System.nanoTime() - begun) / 60e9));
  }

  private void measure(Plan.Turn turn) throws Exception {
    Scenario scenario = turn.scenario();
    int repetition = raw.lastRepetition(scenario.id()) + 1;
    say(scenario.id() + ": " + scenario.load());
    // Whoever comes first may find the machine otherwise than whoever comes last.
    List<Entrant> order = repetition % 2 == 1 ? turn.entrants() : turn.entrants().reversed();
    try (Processes.Server server = processes.server(scenario.isTls());
        ExecutorService lanes = Executors.newFixedThreadPool(settings.atOnce())) {
      Map<Entrant, Future<Result>> running = new LinkedHashMap<>();
      for (Entrant entrant : order) {
        running.put(
            entrant, lanes.submit(() -> measure(scenario, entrant, repetition, server.url())));
      }
      for (Map.Entry<Entrant, Future<Result>> each : running.entrySet()) {
        Result result = each.getValue().get();
        raw.add(result);
        raw.save();
        String build = settings.against().isPresent() ? " " + result.commit() : "";
        double seconds = durations.seconds(scenario, each.getKey().contender());
        say("  %-22s%s %2.0f s %s".formatted(result.client(), build, seconds, shown(result)));
      }
    }
  }

  private Result measure(Scenario scenario, Entrant entrant, int repetition, String url)
      throws Exception {
    boolean isShort = settings.isShort();
    long spawned = System.nanoTime();
    Order order =
        new Order(
            scenario.task(),
            entrant.contender(),
            url,
            scenario.ask(isShort),
            scenario.streams(isShort),
            settings.warmSeconds(),
            settings.seconds(),
            spawned);
    Result result = processes.measure(scenario, repetition, order, entrant.engine());
    durations.took(scenario, entrant.contender(), (System.nanoTime() - spawned) / 1e9);
    return result;
  }

  private void measureUnits() throws Exception {
    say(Units.ID + ": microbenchmarks");
    raw.forget(Units.ID, own.commit());
    for (Result result : Units.measure(own.commit(), settings.isShort())) {
      raw.add(result);
      say("  %-24s %s".formatted(result.client(), shown(result)));
    }
    raw.save();
  }

  private static String shown(Result result) {
    if (!result.error().isEmpty()) {
      return "no figures: " + result.error();
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Double> figure : new TreeMap<>(result.figures()).entrySet()) {
      text.append(String.format(Locale.ROOT, "%s=%.2f ", figure.getKey(), figure.getValue()));
    }
    return text.toString().strip();
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
