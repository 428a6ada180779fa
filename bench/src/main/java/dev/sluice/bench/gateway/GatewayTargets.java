package dev.sluice.bench.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was to be reached, and what was. */
final class GatewayTargets {
  private static final String CPU = "cpu_us";
  private static final String LATE = "late_p99_ms";
  private static final String FIRST = "first_p50_ms";

  /** Of translating, times a bare pass-through. */
  static final double MAX_CPU = 1.25;

  static final double MAX_LATE = 2.5;

  private final Medians medians;
  private final Ratios ratios;

  /** Of a figure over all repetitions; empty if it was not measured. */
  interface Medians {
    Optional<Double> of(Load load, Proxy proxy, String figure);
  }

  /** Of two gateways' figures within each repetition. */
  interface Ratios {
    Optional<Double> of(Load load, Proxy proxy, Proxy other, String figure);
  }

  GatewayTargets(Medians medians, Ratios ratios) {
    this.medians = medians;
    this.ratios = ratios;
  }

  void write(StringBuilder text) {
    text.append("\n## Targets\n\n| What | Load | Target | Measured | |\n|---|---|---:|---:|---|\n");
    for (Load load : List.of(Load.PACED_50, Load.PACED_200, Load.PACED_FAST)) {
      times(text, "CPU per chunk, × bare Vert.x", load, Proxy.SLUICE, Proxy.VERTX, CPU, 1.15);
    }
    times(text, "CPU per chunk, × LiteLLM", Load.PACED_50, Proxy.SLUICE, Proxy.LITELLM, CPU, 0.125);
    for (Load load : List.of(Load.PACED_50, Load.PACED_200, Load.PACED_FAST)) {
      String what = "CPU per chunk with runs in SQLite, × in memory";
      times(text, what, load, Proxy.SLUICE_SQLITE, Proxy.SLUICE, CPU, 1.3);
    }
    for (Proxy proxy : Proxy.translating()) {
      for (Load load : List.of(Load.PACED_50, Load.PACED_200, Load.PACED_FAST)) {
        if (medians.of(load, proxy, CPU).isEmpty()) {
          continue;
        }
        String what = proxy.label().replace("**", "") + ": ";
        times(text, what + "CPU per chunk, × bare Vert.x", load, proxy, Proxy.VERTX, CPU, MAX_CPU);
        times(text, what + "late p99, × bare Vert.x", load, proxy, Proxy.VERTX, LATE, MAX_LATE);
      }
    }
    added(text, "added time to first byte, ms", Load.FIRST, Proxy.DIRECT, FIRST, 1);
    for (Load load : List.of(Load.PACED_FAST, Load.PACED_1000)) {
      times(text, "late p99, × bare Vert.x", load, Proxy.SLUICE, Proxy.VERTX, LATE, 2);
      added(text, "late p99 beyond bare Vert.x, ms", load, Proxy.VERTX, LATE, 3);
    }
    Optional<Double> resident = medians.of(Load.OPEN, Proxy.SLUICE, "rss_mib");
    row(text, "resident with all streams open, MiB", Load.OPEN, resident, 1024);
    String follower = "CPU per follower and chunk, × a bare stream";
    times(text, follower, Load.FOLLOWERS, Proxy.SLUICE, Proxy.VERTX, CPU, 1);
  }

  private void times(
      StringBuilder text,
      String what,
      Load load,
      Proxy proxy,
      Proxy other,
      String figure,
      double most) {
    row(text, what, load, ratios.of(load, proxy, other, figure), most);
  }

  private void added(
      StringBuilder text, String what, Load load, Proxy other, String figure, double most) {
    Optional<Double> without = medians.of(load, other, figure);
    Optional<Double> with = medians.of(load, Proxy.SLUICE, figure);
    row(text, what, load, with.flatMap(w -> without.map(o -> w - o)), most);
  }

  private static void row(
      StringBuilder text, String what, Load load, Optional<Double> measured, double most) {
    if (measured.isPresent()) {
      double value = measured.get();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | ≤ %s | %.2f | %s |%n",
              what,
              load.told(),
              most == Math.rint(most) ? String.format(Locale.ROOT, "%.0f", most) : most,
              value,
              value <= most ? "met" : "**missed**"));
    } else {
      text.append(
          String.format(Locale.ROOT, "| %s | %s | | not measured | |%n", what, load.told()));
    }
  }
}
