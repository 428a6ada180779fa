package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bars of the CPU per chunk, with their spread, in the reader's light or dark colours. */
final class Chart {
  private static final List<Scenario> SHOWN = List.of(Scenario.PACED_500, Scenario.PACED_2000);
  private static final int WIDTH = 760;
  private static final int NAMES = 190;
  private static final int BARS = 480;
  private static final int ROW = 26;
  private static final int HEAD = 40;

  private Chart() {}

  static String svg(List<Result> results) {
    int panel = HEAD + Contender.values().length * ROW + 14;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="CPU per chunk of each client">
        <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f }
        .title { font-weight: 600; font-size: 14px }
        .ours { fill: #0969da } .peer { fill: #8c959f } .floor { fill: #d0d7de }
        .spread { stroke: #24292f; stroke-width: 1.5 }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 }
        .ours { fill: #4493f8 } .peer { fill: #7d8590 } .floor { fill: #3d444d }
        .spread { stroke: #e6edf3 }
        }
        </style>
        """
            .formatted(WIDTH, panel * SHOWN.size()));
    for (int i = 0; i < SHOWN.size(); i++) {
      panel(svg, results, SHOWN.get(i), i * panel);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void panel(StringBuilder svg, List<Result> results, Scenario scenario, int top) {
    double max = 0;
    for (Contender contender : Contender.values()) {
      max =
          Math.max(
              max, Spread.of(results, scenario, contender, "cpu_us").map(Spread::max).orElse(0.0));
    }
    svg.append(
        "<text class=\"title\" x=\"8\" y=\"%s\">CPU per chunk, µs: %s</text>%n"
            .formatted(top + 24, scenario.load()));
    int y = top + HEAD;
    for (Contender contender : Contender.values()) {
      text(svg, NAMES - 8, y, "text-anchor=\"end\"", contender.label());
      Optional<Spread> spread = Spread.of(results, scenario, contender, "cpu_us");
      if (spread.isPresent() && max > 0) {
        bar(svg, contender, spread.get(), y, BARS / max);
      } else {
        text(svg, NAMES, y, "", "none");
      }
      y += ROW;
    }
  }

  private static void bar(
      StringBuilder svg, Contender contender, Spread spread, int y, double scale) {
    String kind = contender.isOurs() ? "ours" : contender.isFloor() ? "floor" : "peer";
    svg.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"18\" rx=\"2\"/>%n"
            .formatted(kind, NAMES, y, number(spread.median() * scale)));
    double end = NAMES + spread.max() * scale;
    svg.append(
        "<line class=\"spread\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>%n"
            .formatted(number(NAMES + spread.min() * scale), number(end), y + 9, y + 9));
    text(svg, end + 8, y, "", number(spread.median()));
  }

  private static void text(StringBuilder svg, double x, int y, String more, String text) {
    svg.append("<text x=\"%s\" y=\"%s\" %s>%s</text>%n".formatted(number(x), y + 14, more, text));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
