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
    double most = 0;
    for (Contender contender : Contender.values()) {
      most =
          Math.max(
              most,
              Spread.of(results, scenario, contender, "cpu_us").map(Spread::most).orElse(0.0));
    }
    line(
        svg,
        "<text class=\"title\" x=\"8\" y=\"%d\">CPU per chunk, µs: %s</text>",
        top + 24,
        scenario.load());
    int y = top + HEAD;
    for (Contender contender : Contender.values()) {
      line(
          svg,
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
          NAMES - 8,
          y + 14,
          contender.label());
      Optional<Spread> spread = Spread.of(results, scenario, contender, "cpu_us");
      if (spread.isPresent() && most > 0) {
        bar(svg, contender, spread.get(), y, BARS / most);
      } else {
        line(svg, "<text x=\"%d\" y=\"%d\">none</text>", NAMES, y + 14);
      }
      y += ROW;
    }
  }

  private static void bar(
      StringBuilder svg, Contender contender, Spread spread, int y, double scale) {
    String kind = contender.isOurs() ? "ours" : contender.isFloor() ? "floor" : "peer";
    double end = NAMES + spread.median() * scale;
    line(
        svg,
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\"/>",
        kind,
        NAMES,
        y,
        end - NAMES);
    line(
        svg,
        "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        NAMES + spread.least() * scale,
        NAMES + spread.most() * scale,
        y + 9,
        y + 9);
    line(
        svg,
        "<text x=\"%.1f\" y=\"%d\">%.1f</text>",
        NAMES + spread.most() * scale + 8,
        y + 14,
        spread.median());
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
