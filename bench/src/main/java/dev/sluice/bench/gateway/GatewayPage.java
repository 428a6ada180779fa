package dev.sluice.bench.gateway;

import dev.sluice.bench.RawResults;
import dev.sluice.bench.Result;
import dev.sluice.bench.page.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Writes {@code benchmarks-gateway.md} from the raw results alone. */
final class GatewayPage {
  private static final String INTRODUCTION =
      """
      # Gateways side by side

      Generated: change `bench`, not this page. One command measures everything here, and writes it:

      ```sh
      mvn -q -pl bench -am test-compile -Dbench.run -Dbench.main=gateway.GatewayBench
      mvn -q -pl bench -am test-compile -Dbench.run -Dbench.main=gateway.GatewayBench -Dbench.args="--only 50x20 --gateways sluice,vertx"
      mvn -q -pl bench -am test-compile -Dbench.run -Dbench.main=gateway.GatewayBench -Dbench.args="--pairs all --minutes 15"
      ```

      The last one measures every provider's format with every dialect, and nothing else. `--help` lists
      loads, gateways, pairs and settings; `--render` writes this page again from
      `bench/target/gateways.jsonl`.

      - Each gateway is a process of its own, started anew for each measurement, between one upstream
        and one client, which are processes of their own on the same machine. The gateways take turns
        within a repetition.
      - The upstream is one thread that writes OpenAI chunks of about 330 bytes, each an event in an HTTP
        chunk of its own, with the phases of the streams evenly spread. The client is one thread that
        reads all streams. Neither's CPU is counted, but they share the cores with the gateway.
      - **CPU per chunk** is user and system time of the gateway's process and of its children, as Linux
        counts it, in the window, ÷ chunks that the client got in it.
      - **Late** is how long after the upstream wrote it a chunk was read by the client: the chunk holds
        the time at which it was written. Of several windows, p50 and p99 are the medians, so that what
        comes to pass once in a minute (a collector's cycle, a compiler's burst, the machine's own pause)
        decides neither; *at most* is of all.
      - **Time to first byte** is from the request to the first token, one request at a time, on a
        connection that is kept; the row without a gateway is what the two others take by themselves.
      - A cell has the median of all repetitions, their least and most, and how many times the bare
        Vert.x pass-through it is: the median of the ratios within each repetition.
      - Low rates cost more per chunk than high ones, because fewer chunks share a wake-up: a figure
        without its rate says nothing.
      - The bare Vert.x pass-through writes each buffer as it came and does nothing else: no key, no log,
        no look at what passes. It runs with the same JVM, flags, native transport and number of loops.
      - *Asked as* another format, the gateway translates: the upstream's chunks are read, and told anew.
      - Sluice runs with a key, metrics, the policies that every model has, and its run log on.
      - LiteLLM is 1.106.0 where 1.110.2 cannot be installed.
      - LiteLLM runs with one worker and without a key; more than 50 × 20 chunks/s are more than it can
        carry, so that it is not in the other tables. Portkey 1.15.2 answers every request to an upstream
        of one's own with status 500 on Node.js 20 and 22 (it adds to headers that are immutable there).
        TensorZero's package for Python has no gateway. Both are left out for that.
      - A window with a second's pause of the whole machine shows it in *at most*: compare medians.
      """;

  private final String commit;
  private final List<Result> results;
  private final Map<String, String> about;

  private GatewayPage(RawResults raw, String commit) {
    this.commit = commit;
    this.results = raw.results(commit);
    this.about = raw.about(commit);
  }

  static void write(RawResults raw, String commit, Path folder) throws IOException {
    if (raw.about(commit).isEmpty()) {
      throw new IllegalArgumentException("nothing was measured of commit " + commit);
    }
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("benchmarks-gateway.md"), new GatewayPage(raw, commit).markdown());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    new GatewayTargets(this::median, this::ratio).write(text);
    new PairTables(results).writeTargets(text);
    text.append("\n## CPU per chunk\n");
    for (Load load : List.of(Load.PACED_50, Load.PACED_200, Load.PACED_FAST, Load.PACED_1000)) {
      paced(text, load);
    }
    text.append("\n## Time to first byte\n\n| Gateway | p50, ms | p99, ms | repetitions |\n");
    text.append("|---|---:|---:|---:|\n");
    for (Proxy proxy : measured(Load.FIRST)) {
      text.append(
          "| %s | %s | %s | %d |%n"
              .formatted(
                  proxy.label(),
                  cell(Load.FIRST, proxy, "first_p50_ms", 2, false),
                  cell(Load.FIRST, proxy, "first_p99_ms", 2, false),
                  count(Load.FIRST, proxy)));
    }
    text.append("\n## Many streams\n");
    paced(text, Load.OPEN);
    paced(text, Load.OPEN_HTTP2);
    text.append("\n## Many followers of one run\n\nThe bare pass-through has a stream for each.\n");
    paced(text, Load.FOLLOWERS);
    new PairTables(results).write(text);
    missing(text);
    text.append("\n## The machine\n\n| | |\n|---|---|\n");
    text.append("| commit | ").append(commit).append(" |\n");
    about.forEach((name, value) -> text.append("| %s | %s |%n".formatted(name, value)));
    return text.toString();
  }

  private void paced(StringBuilder text, Load load) {
    List<Proxy> shown = measured(load);
    text.append("\n### ").append(load.told()).append("\n\n");
    if (shown.isEmpty()) {
      text.append("Not measured.\n");
      return;
    }
    text.append(
        "| Gateway | CPU per chunk, µs | late p50, ms | late p99, ms | at most, ms | of what was due | resident, MiB | repetitions |\n");
    text.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Proxy proxy : shown) {
      text.append(
          "| %s | %s | %s | %s | %s | %s | %s | %d |%n"
              .formatted(
                  proxy.label(),
                  proxy == Proxy.DIRECT ? "–" : cell(load, proxy, "cpu_us", 1, true),
                  cell(load, proxy, "late_p50_ms", 2, false),
                  cell(load, proxy, "late_p99_ms", 2, true),
                  cell(load, proxy, "late_max_ms", 0, false),
                  cell(load, proxy, "kept_up", 2, false),
                  proxy == Proxy.DIRECT ? "–" : cell(load, proxy, "rss_mib", 0, false),
                  count(load, proxy)));
    }
  }

  private void missing(StringBuilder text) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Result result : results) {
      if (!result.error().isEmpty()) {
        reasons.putIfAbsent(result.scenario() + ", " + result.client(), result.error());
      }
    }
    if (!reasons.isEmpty()) {
      text.append("\n## Without figures\n\n");
      reasons.forEach(
          (who, why) -> text.append("- ").append(who).append(": ").append(why).append('\n'));
    }
  }

  private List<Proxy> measured(Load load) {
    return Arrays.stream(Proxy.values()).filter(proxy -> count(load, proxy) > 0).toList();
  }

  private long count(Load load, Proxy proxy) {
    return of(load, proxy).filter(result -> result.error().isEmpty()).count();
  }

  private java.util.stream.Stream<Result> of(Load load, Proxy proxy) {
    return results.stream()
        .filter(
            result -> result.scenario().equals(load.id()) && result.client().equals(proxy.id()));
  }

  private String cell(Load load, Proxy proxy, String figure, int digits, boolean isCompared) {
    Map<Integer, Double> figures = figures(load, proxy, figure);
    Optional<Spread> spread = Spread.of(figures.values().stream().mapToDouble(each -> each));
    if (spread.isEmpty()) {
      return "–";
    }
    String format = "**%." + digits + "f** (%." + digits + "f–%." + digits + "f)";
    String text =
        String.format(
            Locale.ROOT, format, spread.get().median(), spread.get().min(), spread.get().max());
    if (!isCompared || proxy == Proxy.VERTX) {
      return text;
    }
    return text
        + ratio(figures, figures(load, Proxy.VERTX, figure))
            .map(ratio -> String.format(Locale.ROOT, " %.2f×", ratio.median()))
            .orElse("");
  }

  private Optional<Double> median(Load load, Proxy proxy, String figure) {
    return Spread.of(figures(load, proxy, figure).values().stream().mapToDouble(each -> each))
        .map(Spread::median);
  }

  /** The median of the ratios within each repetition. */
  private Optional<Double> ratio(Load load, Proxy proxy, Proxy other, String figure) {
    return ratio(figures(load, proxy, figure), figures(load, other, figure)).map(Spread::median);
  }

  private Map<Integer, Double> figures(Load load, Proxy proxy, String figure) {
    Map<Integer, Double> figures = new TreeMap<>();
    of(load, proxy)
        .forEach(
            result -> {
              Double value = result.figures().get(figure);
              if (value != null) {
                figures.put(result.repetition(), value);
              }
            });
    return figures;
  }

  private static Optional<Spread> ratio(Map<Integer, Double> figures, Map<Integer, Double> bare) {
    DoubleStream.Builder ratios = DoubleStream.builder();
    figures.forEach(
        (repetition, figure) -> {
          Double other = bare.get(repetition);
          if (other != null && other > 0) {
            ratios.add(figure / other);
          }
        });
    return Spread.of(ratios.build());
  }
}
