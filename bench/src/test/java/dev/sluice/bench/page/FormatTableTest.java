package dev.sluice.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Result;
import dev.sluice.bench.Units;
import dev.sluice.bench.load.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatTableTest {
  private final List<Result> results = new ArrayList<>();

  private void measured(Format format, double micros, double bytes, double body) {
    results.add(
        new Result(
            Units.ID,
            Units.name(format),
            "a1b2c3d",
            1,
            Map.of("us", micros, "bytes", bytes, "size", body, "text", 5.0),
            ""));
  }

  private static String row(String markdown, String begins) {
    return markdown.lines().filter(line -> line.startsWith(begins)).findFirst().orElseThrow();
  }

  @Test
  void shortFramesAreComparedByTheirTextAndByTheirBody() {
    measured(Format.CHAT_COMPLETIONS, 0.5, 120, 330);
    measured(Format.MESSAGES, 0.4, 126, 110);
    FormatTable table = new FormatTable(results);
    assertThat(row(table.markdown(), "| chat completions |"))
        .isEqualTo("| chat completions | 330 | 0.500 | 120 | 100.00 | 24.00 | 1.52 | 0.36 |");
    assertThat(row(table.markdown(), "| messages |"))
        .isEqualTo(
            "| messages | 110 | 0.400 | 126 | 80.00 0.8× | 25.20 1.1× | 3.64 2.4× | 1.15 3.2× |");
    assertThat(row(table.targets(), "| a format's decoder, allocated per byte of text |"))
        .isEqualTo(
            "| a format's decoder, allocated per byte of text | not measured | 1.05 reached"
                + " | not measured | not measured | not measured |");
    assertThat(row(table.targets(), "| a format's decoder, allocated per byte of body |"))
        .contains("| 3.15 **missed** |");
  }

  @Test
  void whatWasNotMeasuredIsSaidToBe() {
    assertThat(row(new FormatTable(results).markdown(), "| converse |"))
        .isEqualTo(
            "| converse | not measured | not measured | not measured | not measured | not measured"
                + " | not measured | not measured |");
  }
}
