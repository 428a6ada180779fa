package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Units;
import dev.sluice.bench.load.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What each wire format's decoder costs, beside that of chat completions. */
final class FormatTable {
  /** So many times what chat completions cost is aimed at. */
  private static final double MAX_RATIO = 1.3;

  private static final List<Format> OTHERS =
      Arrays.stream(Format.values()).filter(each -> each != Format.CHAT_COMPLETIONS).toList();

  private final List<Result> results;

  FormatTable(List<Result> results) {
    this.results = results;
  }

  /** Each format's figures. */
  String markdown() {
    StringBuilder text = new StringBuilder("| Format | body, bytes per delta | µs per delta |");
    text.append(" allocated per delta, bytes |");
    for (Measure measure : Measure.values()) {
      text.append(' ').append(measure.what).append(", ").append(measure.unit).append(" |");
    }
    text.append("\n|---|---:|---:|---:|").append("---:|".repeat(Measure.values().length));
    text.append('\n');
    for (Format format : Format.values()) {
      text.append("| ").append(format.label());
      text.append(" | ").append(figure(format, "size", 0));
      text.append(" | ").append(figure(format, "us", 3));
      text.append(" | ").append(figure(format, "bytes", 0));
      for (Measure measure : Measure.values()) {
        text.append(" | ").append(cell(format, measure));
      }
      text.append(" |\n");
    }
    return text.toString();
  }

  /** Who reaches what is aimed at; both by the text, which is fair, and by the body. */
  String targets() {
    StringBuilder text = new StringBuilder("\n| Target, times chat completions ≤ 1.3 |");
    OTHERS.forEach(format -> text.append(' ').append(format.label()).append(" |"));
    text.append("\n|---|").append("---:|".repeat(OTHERS.size())).append('\n');
    for (Measure measure : Measure.values()) {
      text.append("| a format's decoder, ").append(measure.what);
      for (Format format : OTHERS) {
        text.append(" | ")
            .append(
                ratio(format, measure)
                    .map(
                        ratio -> FigureTable.number(ratio, 2) + Targets.verdict(ratio <= MAX_RATIO))
                    .orElse("not measured"));
      }
      text.append(" |\n");
    }
    return text.toString();
  }

  private String cell(Format format, Measure measure) {
    Optional<Double> value = value(format, measure);
    if (value.isEmpty()) {
      return "not measured";
    }
    String text = FigureTable.number(value.get(), 2);
    return format == Format.CHAT_COMPLETIONS
        ? text
        : text + ratio(format, measure).map(ratio -> " " + FigureTable.times(ratio)).orElse("");
  }

  private Optional<Double> ratio(Format format, Measure measure) {
    return value(format, measure)
        .flatMap(ours -> value(Format.CHAT_COMPLETIONS, measure).map(theirs -> ours / theirs));
  }

  private Optional<Double> value(Format format, Measure measure) {
    return figure(format, measure.figure)
        .flatMap(
            cost -> figure(format, measure.divisor).map(bytes -> measure.scale * cost / bytes));
  }

  private String figure(Format format, String name, int digits) {
    return figure(format, name)
        .map(value -> FigureTable.number(value, digits))
        .orElse("not measured");
  }

  private Optional<Double> figure(Format format, String name) {
    return Spread.of(results, Units.ID, Units.name(format), name).map(Spread::median);
  }

  private enum Measure {
    TIME_OF_TEXT("time per byte of text", "ns", "us", 1_000, "text"),
    BYTES_OF_TEXT("allocated per byte of text", "bytes", "bytes", 1, "text"),
    TIME_OF_BODY("time per byte of body", "ns", "us", 1_000, "size"),
    BYTES_OF_BODY("allocated per byte of body", "bytes", "bytes", 1, "size");

    private final String what;
    private final String unit;
    private final String figure;
    private final double scale;
    private final String divisor;

    Measure(String what, String unit, String figure, double scale, String divisor) {
      this.what = what;
      this.unit = unit;
      this.figure = figure;
      this.scale = scale;
      this.divisor = divisor;
    }
  }
}
