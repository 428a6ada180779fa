package dev.sluice.server.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of a page that has one below each heading {@code ### `NAME`} of a chapter. */
public final class Tables {
  private static final Path PAGE = Path.of("..", "docs", "dialects", "pairs.md");

  private Tables() {}

  /** What each dialect's table says: feature, to format, to word. */
  public static Map<String, Map<String, Map<String, String>>> of(String chapter) {
    Map<String, Map<String, Map<String, String>>> tables = new LinkedHashMap<>();
    boolean inside = false;
    String dialect = "";
    List<String> columns = List.of();
    for (String line : lines()) {
      if (line.startsWith("## ")) {
        inside = line.substring(3).equals(chapter);
      } else if (inside && line.startsWith("### `")) {
        dialect = line.substring(5, line.lastIndexOf('`'));
        columns = List.of();
      } else if (inside && line.startsWith("| ") && !dialect.isEmpty()) {
        List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
        if (columns.isEmpty()) {
          columns = cells;
        } else {
          Map<String, String> row = new LinkedHashMap<>();
          for (int i = 2; i < cells.size() - 1; i++) {
            row.put(columns.get(i).replace("`", ""), cells.get(i));
          }
          if (tables.computeIfAbsent(dialect, none -> new LinkedHashMap<>()).put(cells.get(1), row)
              != null) {
            throw new AssertionError(dialect + " has two rows of " + cells.get(1));
          }
        }
      }
    }
    return tables;
  }

  /** Whether there is a cell for each dialect, feature and format, and a known word in it. */
  public static void check(
      Map<String, Map<String, Map<String, String>>> tables,
      List<Feature> features,
      Set<String> words,
      List<String> dialects) {
    assertThat(tables.keySet()).containsExactlyElementsOf(dialects);
    List<String> formats = Arrays.stream(Formats.values()).map(format -> format.id).toList();
    tables.forEach(
        (dialect, table) -> {
          assertThat(table.keySet())
              .as(dialect)
              .containsExactlyElementsOf(features.stream().map(Feature::name).toList());
          table.forEach(
              (feature, row) -> {
                assertThat(row.keySet()).as(dialect).containsExactlyElementsOf(formats);
                assertThat(words).as("%s: %s", dialect, feature).containsAll(row.values());
              });
        });
  }

  /**
   * What became of a feature.
   *
   * @param word the table's
   * @param seen what was looked at
   */
  public record Outcome(String word, String seen) {}

  /** A way to try a feature of a provider's format. */
  public interface Trial {
    Outcome of(Formats format, Feature feature);
  }

  /** Tries all of a dialect's cells, and says of each that is wrong what it should say. */
  public static void tryAll(
      Map<String, Map<String, Map<String, String>>> tables,
      List<Feature> features,
      String dialect,
      Trial trial) {
    Map<String, Map<String, String>> table = tables.getOrDefault(dialect, Map.of());
    List<String> wrong = new ArrayList<>();
    for (Feature feature : features) {
      Map<String, String> row = table.getOrDefault(feature.name(), Map.of());
      for (Formats format : Formats.values()) {
        String says = row.getOrDefault(format.id, "no cell");
        Outcome outcome = trial.of(format, feature);
        if (!outcome.word.equals(says)) {
          wrong.add(
              "%s with %s: %s: the table says %s, and it was %s: %s"
                  .formatted(dialect, format.id, feature.name(), says, outcome.word, outcome.seen));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(PAGE);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
