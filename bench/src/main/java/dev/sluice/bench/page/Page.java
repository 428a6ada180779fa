package dev.sluice.bench.page;

import dev.sluice.bench.RawResults;
import dev.sluice.bench.Result;
import dev.sluice.bench.Scenario;
import dev.sluice.bench.Units;
import dev.sluice.bench.client.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes {@code benchmarks.md} and {@code benchmarks.svg} from the raw results alone. */
public final class Page {
  private static final String CPU = "cpu_us";

  private final String commit;
  private final List<Result> results;
  private final Map<String, String> about;

  private Page(RawResults raw, String commit) {
    this.commit = commit;
    this.results = raw.results(commit);
    this.about = raw.about(commit);
  }

  /** Writes both into a folder, of what was measured of one commit. */
  public static void write(RawResults raw, String commit, Path folder) throws IOException {
    if (raw.about(commit).isEmpty()) {
      throw new IllegalArgumentException("nothing was measured of commit " + commit);
    }
    Files.createDirectories(folder);
    Page page = new Page(raw, commit);
    Files.writeString(folder.resolve("benchmarks.md"), page.markdown());
    Files.writeString(folder.resolve("benchmarks.svg"), Chart.svg(page.results));
  }

  private String markdown() {
    return Texts.INTRODUCTION
        + "\n## Targets\n\n"
        + Texts.TARGETS
        + "\n"
        + new Targets(results, Integer.parseInt(about.getOrDefault("cores", "0"))).markdown()
        + section(
            "CPU per chunk, paced",
            Texts.PACED,
            cpu(Scenario.PACED_500),
            cpu(Scenario.PACED_2000),
            cpu(Scenario.PACED_10000))
        + section(
            "Other chunks",
            Texts.OTHER,
            cpu(Scenario.TOOL_CALLS),
            cpu(Scenario.LONG_DELTAS),
            cpu(Scenario.TLS))
        + section(
            "Back to back",
            Texts.FLOOD,
            new Column(Scenario.FLOOD_1, CPU, "1 stream, µs CPU", 2, true),
            new Column(Scenario.FLOOD_1, "chunks_per_s", "1 stream, chunks/s", 0, false),
            new Column(Scenario.FLOOD_16, CPU, "16 streams, µs CPU", 2, true),
            new Column(Scenario.FLOOD_16, "chunks_per_s", "16 streams, chunks/s", 0, false))
        + section(
            "Added latency",
            Texts.LATENCY,
            new Column(Scenario.PACED_2000, "late_p50_ms", "p50, ms", 2, false),
            new Column(Scenario.PACED_2000, "late_p99_ms", "p99, ms", 2, false),
            new Column(Scenario.PACED_2000, "late_p999_ms", "p99.9, ms", 2, false))
        + section(
            "Threads and memory",
            Texts.MEMORY,
            new Column(Scenario.PACED_2000, "threads", "threads, 2,000 streams", 0, false),
            new Column(Scenario.IDLE, "heap_kib_per_stream", "heap/stream, KiB", 1, false),
            new Column(Scenario.IDLE, "rss_kib_per_stream", "resident/stream, KiB", 1, false))
        + section(
            "A reader that stops",
            Texts.STALLED,
            new Column(Scenario.STALLED_READER, "heap_growth_mib", "heap, MiB", 1, false),
            new Column(Scenario.STALLED_READER, "rss_growth_mib", "resident, MiB", 1, false))
        + section(
            "The first chunk of a cold JVM",
            Texts.COLD,
            new Column(Scenario.COLD, "first_chunk_ms", "ms", 0, true),
            new Column(Scenario.COLD, "cpu_ms", "CPU, ms", 0, true))
        + section(
            "Cancel",
            Texts.CANCEL,
            cancel("before_headers", "before the headers"),
            cancel("before_token", "before the first token"),
            cancel("stalled", "stalled after tokens"),
            cancel("flowing", "between tokens"))
        + units()
        + "\n## Wire formats\n\n"
        + Texts.FORMATS
        + "\n"
        + new FormatTable(results).markdown()
        + clients()
        + machine();
  }

  private static Column cpu(Scenario scenario) {
    return new Column(scenario, CPU, scenario.load() + ", µs", 1, true);
  }

  private static Column cancel(String phase, String title) {
    return new Column(Scenario.CANCEL, "p99_ms_" + phase, title + ", p99 ms", 1, false);
  }

  private String section(String title, String text, Column... columns) {
    return "\n## " + title + "\n\n" + text + "\n" + new FigureTable(results, columns).markdown();
  }

  private String units() {
    StringBuilder text = new StringBuilder("\n## Single steps\n\n" + Texts.UNITS + "\n");
    text.append(
        "| Step | µs per chunk | bytes allocated per chunk | MB/s |\n|---|---:|---:|---:|\n");
    results.stream()
        .filter(each -> each.scenario().equals(Units.ID) && !Units.isOfFormat(each))
        .forEach(
            each -> {
              double micros = each.figures().getOrDefault("us", 0.0);
              text.append("| ").append(each.client()).append(" | ");
              text.append(FigureTable.number(micros, 3)).append(" | ");
              text.append(FigureTable.number(each.figures().getOrDefault("bytes", 0.0), 0));
              text.append(" | ");
              double size = each.figures().getOrDefault("size", 0.0);
              text.append(FigureTable.number(size / Math.max(micros, 1e-9), 0)).append(" |\n");
            });
    return text.toString();
  }

  private String clients() {
    StringBuilder text = new StringBuilder("\n## The clients\n\n" + Texts.CLIENTS + "\n");
    text.append("| Client | `--clients` | How it is used |\n|---|---|---|\n");
    for (Contender contender : Contender.values()) {
      text.append("| ").append(FigureTable.name(contender));
      text.append(" | `").append(contender.id()).append("` | ");
      text.append(contender.use()).append(" |\n");
    }
    return text.toString();
  }

  private String machine() {
    StringBuilder text = new StringBuilder("\n## The machine\n\n| | |\n|---|---|\n");
    text.append("| commit | ").append(commit).append(" |\n");
    about.forEach(
        (name, value) -> text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
    return text.toString();
  }
}
