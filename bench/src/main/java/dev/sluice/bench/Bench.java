package dev.sluice.bench;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.load.Ask;
import dev.sluice.bench.measure.Order;
import dev.sluice.bench.page.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures every client in every scenario, in turns, and writes the page. See {@link Settings#HELP}
 * for the arguments.
 */
public final class Bench {
  /** Who could not do something this often is not asked again: it takes minutes each time. */
  private static final int ENOUGH_FAILURES = 2;

  private final Settings settings;
  private final RawResults raw;
  private final Processes processes;

  private Bench(Settings settings) throws Exception {
    this.settings = settings;
    this.raw = RawResults.in(settings.raw());
    this.processes = new Processes(settings.raw().resolveSibling("run"), settings.isShort());
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(Settings.HELP);
      return;
    }
    run(Settings.of(List.of(args)));
  }

  static void run(Settings settings) throws Exception {
    Bench bench = new Bench(settings);
    if (!settings.rendersOnly()) {
      bench.raw.about().putAll(Machine.about());
      for (Scenario scenario : settings.scenarios()) {
        bench.measure(scenario);
      }
      if (settings.wantsUnits()) {
        bench.measureUnits();
      }
    }
    Page.write(bench.raw, settings.folder());
    say("wrote " + settings.folder().resolve("benchmarks.md"));
  }

  private void measure(Scenario scenario) throws Exception {
    List<Contender> contenders =
        settings.contenders().stream().filter(scenario::appliesTo).toList();
    if (contenders.isEmpty()) {
      return;
    }
    Machine.checkFiles(scenario.streams(settings.isShort()));
    say(scenario.id() + ": " + scenario.load());
    for (Contender contender : contenders) {
      raw.forget(scenario.id(), contender.id());
    }
    try (Processes.Server server = processes.server(scenario.isTls());
        ExecutorService lanes = Executors.newFixedThreadPool(settings.atOnce())) {
      for (int repetition = 1; repetition <= settings.repetitions(); repetition++) {
        int turn = repetition;
        Map<Contender, Future<Result>> running = new LinkedHashMap<>();
        for (Contender contender : contenders) {
          if (raw.failures(scenario.id(), contender.id()) >= ENOUGH_FAILURES) {
            continue;
          }
          running.put(
              contender, lanes.submit(() -> measure(scenario, contender, turn, server.url())));
        }
        for (Map.Entry<Contender, Future<Result>> each : running.entrySet()) {
          Result result = each.getValue().get();
          raw.add(result);
          raw.save();
          say("  %d %-22s %s".formatted(turn, each.getKey().id(), shown(result)));
        }
      }
    }
  }

  private Result measure(Scenario scenario, Contender contender, int repetition, String url)
      throws Exception {
    boolean isShort = settings.isShort();
    Ask ask = scenario.ask(isShort);
    Order order =
        new Order(
            scenario.task(),
            contender,
            url,
            ask,
            scenario.streams(isShort),
            settings.warmSeconds(),
            settings.seconds(),
            System.nanoTime());
    return processes.measure(scenario, repetition, order);
  }

  private void measureUnits() throws Exception {
    say(Units.ID + ": microbenchmarks");
    raw.results().removeIf(result -> result.scenario().equals(Units.ID));
    for (Result result : Units.measure(settings.isShort())) {
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
    for (Map.Entry<String, Double> figure : new java.util.TreeMap<>(result.figures()).entrySet()) {
      text.append(String.format(Locale.ROOT, "%s=%.2f ", figure.getKey(), figure.getValue()));
    }
    return text.toString().strip();
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
