package dev.sluice.bench.gateway;

import dev.sluice.bench.Machine;
import dev.sluice.bench.RawResults;
import dev.sluice.bench.Result;
import dev.sluice.bench.load.Ask;
import dev.sluice.bench.load.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures the gateway with pairs of a provider's format and a client's dialect, each beside a bare
 * pass-through of the same format in the same minutes. A process is warmed once, and then carries
 * all loads on the same streams.
 */
final class PairBench {
  /** The faster one first: it finishes what the warming began. */
  static final List<Load> LOADS = List.of(Load.PACED_FAST, Load.PACED_200);

  private final GatewaySettings settings;
  private final RawResults raw;
  private final LoadRun runs;
  private final Starter starter;
  private final String commit;

  PairBench(
      GatewaySettings settings, RawResults raw, LoadRun runs, Starter starter, String commit) {
    this.settings = settings;
    this.raw = raw;
    this.runs = runs;
    this.starter = starter;
    this.commit = commit;
  }

  /** What the results call a load of pairs. */
  static String scenario(Load load) {
    return "pairs-" + load.id();
  }

  void measure() throws IOException, InterruptedException {
    Machine.checkFiles(Load.PACED_200.sockets());
    Map<Format, List<Pair>> rows = new EnumMap<>(Format.class);
    for (Pair pair : settings.pairs()) {
      rows.computeIfAbsent(pair.format(), format -> new ArrayList<>()).add(pair);
      LOADS.forEach(load -> raw.forget(scenario(load), pair.id(), commit));
    }
    long end = System.nanoTime() + (long) (settings.minutes() * 60e9);
    for (int turn = 1; turn <= settings.repetitions(); turn++) {
      int repetition =
          1 + LOADS.stream().mapToInt(load -> raw.lastRepetition(scenario(load))).max().orElse(0);
      for (Map.Entry<Format, List<Pair>> row : rows.entrySet()) {
        if (System.nanoTime() < end) {
          measure(row.getKey(), row.getValue(), turn, repetition);
        }
      }
    }
  }

  private void measure(Format format, List<Pair> pairs, int turn, int repetition)
      throws IOException, InterruptedException {
    List<Measurement> row = new ArrayList<>();
    Measurement bare =
        () -> measure(Pair.bare(format), Proxy.VERTX, Spoken.of(format), "bench", repetition);
    // Before and behind the others: what the machine does meanwhile is in what all are compared to.
    row.add(bare);
    for (Pair pair : pairs) {
      row.add(() -> measure(pair.id(), Proxy.SLUICE, pair.dialect(), format.model(), repetition));
    }
    row.add(bare);
    if (turn % 2 == 0) {
      Collections.reverse(row);
    }
    for (Measurement each : row) {
      each.run();
    }
  }

  /** Measures one. */
  private interface Measurement {
    void run() throws IOException, InterruptedException;
  }

  private void measure(String id, Proxy proxy, Spoken spoken, String model, int repetition)
      throws IOException, InterruptedException {
    Map<String, Double> figures = new TreeMap<>();
    Ask ask = LOADS.getLast().ask();
    String error;
    Process upstream = runs.upstream(false);
    try {
      BufferedReader out = upstream.inputReader(StandardCharsets.UTF_8);
      String origin = String.valueOf(out.readLine());
      try (Started gateway = starter.start(proxy, origin, ask)) {
        LoadRun.Client client =
            new LoadRun.Client(
                id, LOADS, spoken, model, settings.warm(), settings.seconds(), settings.windows());
        error = runs.load(client, gateway, origin + ask.path(), figures);
      }
    } catch (IOException | Peers.MissingException failed) {
      error = String.valueOf(failed.getMessage());
    } finally {
      upstream.destroyForcibly().waitFor();
    }
    for (Load load : LOADS) {
      Map<String, Double> own = new HashMap<>();
      String prefix = load.id() + "/";
      figures.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              own.put(name.substring(prefix.length()), value);
            }
          });
      raw.add(new Result(scenario(load), id, commit, repetition, own, own.isEmpty() ? error : ""));
      System.err.printf(
          Locale.ROOT,
          "  %-20s %-8s %s%n",
          id,
          load.id(),
          own.isEmpty()
              ? "no figures: " + error
              : String.format(
                  Locale.ROOT,
                  "%.1f µs (%.1f with compilers), late p99 %.2f ms, %.0f bytes",
                  own.get("serving_us"),
                  own.get("cpu_us"),
                  own.get("late_p99_ms"),
                  own.get("bytes_per_chunk")));
    }
    raw.save();
  }
}
