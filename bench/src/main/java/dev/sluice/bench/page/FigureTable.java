package dev.sluice.bench.page;

import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.client.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table with a row for each client; below it, why figures are missing or doubtful. */
final class FigureTable {
  /** What others are compared with: the view that the front page shows first. */
  static final Contender OURS = Contender.SLUICE_ITERATOR;

  /** A client that delivers less than this share of what is sent does not keep up. */
  private static final double KEEPS_UP = 0.97;

  /** And one that delivers more than this was behind, and catches up. */
  private static final double CATCHES_UP = 1.03;

  private final List<Result> results;
  private final List<Column> columns;
  private final List<String> notes = new ArrayList<>();

  FigureTable(List<Result> results, Column... columns) {
    this.results = results;
    this.columns = List.of(columns);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("| Client |");
    columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
    text.append(" repetitions |\n|---|");
    text.append("---:|".repeat(columns.size() + 1)).append('\n');
    for (Contender contender : Contender.values()) {
      if (columns.stream().anyMatch(column -> column.scenario().appliesTo(contender))) {
        text.append("| ").append(name(contender)).append(" |");
        columns.forEach(column -> text.append(' ').append(cell(column, contender)).append(" |"));
        text.append(' ').append(repetitions(contender)).append(" |\n");
      }
    }
    for (int i = 0; i < notes.size(); i++) {
      text.append(i == 0 ? "\n" : "").append("- [").append(i + 1).append("] ").append(notes.get(i));
      text.append('\n');
    }
    return text.toString();
  }

  /** How often, of each scenario in the order of the columns; one number if it is the same. */
  private String repetitions(Contender contender) {
    List<String> counts =
        columns.stream()
            .map(Column::scenario)
            .distinct()
            .filter(scenario -> scenario.appliesTo(contender))
            .map(scenario -> String.valueOf(count(scenario, contender)))
            .toList();
    return counts.stream().distinct().count() == 1 ? counts.getFirst() : String.join(", ", counts);
  }

  static String name(Contender contender) {
    return contender.isOurs() ? "**" + contender.label() + "**" : contender.label();
  }

  private String cell(Column column, Contender contender) {
    Scenario scenario = column.scenario();
    if (!scenario.appliesTo(contender)) {
      return "–";
    }
    Optional<Spread> spread = Spread.of(results, scenario, contender, column.figure());
    String reasons = failures(scenario, contender);
    if (spread.isEmpty()) {
      if (reasons.isEmpty()) {
        // Measured, although not every figure that others have.
        return count(scenario, contender) > 0 ? "–" : "not measured";
      }
      return "none" + note(contender, scenario, reasons);
    }
    Spread figure = spread.get();
    String text =
        "**"
            + number(figure.median(), column.digits())
            + "** ("
            + number(figure.min(), column.digits())
            + "–"
            + number(figure.max(), column.digits())
            + ")";
    if (column.compared() && contender != OURS) {
      text +=
          Spread.ofRatios(results, scenario, contender, OURS, column.figure())
              .map(ratio -> " " + times(ratio.median()))
              .orElse("");
    }
    if (!reasons.isEmpty()) {
      text += note(contender, scenario, "in some repetitions: " + reasons);
    }
    return text + doubt(column, contender);
  }

  private long count(Scenario scenario, Contender contender) {
    return results.stream()
        .filter(
            each -> each.scenario().equals(scenario.id()) && each.client().equals(contender.id()))
        .count();
  }

  private String failures(Scenario scenario, Contender contender) {
    return results.stream()
        .filter(each -> each.scenario().equals(scenario.id()))
        .filter(each -> each.client().equals(contender.id()) && !each.error().isEmpty())
        .map(Result::error)
        .distinct()
        .reduce((one, other) -> one + "; " + other)
        .orElse("");
  }

  private String doubt(Column column, Contender contender) {
    Scenario scenario = column.scenario();
    if (scenario.rate() <= 0 || !column.figure().equals("cpu_us")) {
      return "";
    }
    Optional<Spread> delivered = Spread.of(results, scenario, contender, "chunks_per_s");
    double share = delivered.map(Spread::median).orElse(scenario.rate()) / scenario.rate();
    if (share >= KEEPS_UP && share <= CATCHES_UP) {
      return "";
    }
    String what = share < 1 ? "does not keep up" : "was behind, and catches up";
    return note(
        contender,
        scenario,
        "%s: it took %s of %s chunks a second"
            .formatted(
                what,
                number(delivered.map(Spread::median).orElse(0.0), 0),
                number(scenario.rate(), 0)));
  }

  private String note(Contender contender, Scenario scenario, String text) {
    String whole = contender.label() + ", " + scenario.load() + ": " + text + ".";
    if (!notes.contains(whole)) {
      notes.add(whole);
    }
    return " [" + (notes.indexOf(whole) + 1) + "]";
  }

  static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.1f×" : "%.0f×", ratio);
  }
}
