package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.client.Contender;
import dev.sluice.stream.ChatStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of the benchmark with a small load. Nothing here says how fast anything is. */
class ShortBenchTest {
  private static final int STREAMS = 20;
  private static final int CHUNKS = 60;
  private static final int OTHER_LINES = 4;

  @Test
  void everyClientGetsEveryChunkAndHasItsRow(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("raw.jsonl");
    Bench.run(
        Settings.of(
            List.of(
                "--short",
                "--only",
                "paced-500",
                "--raw",
                file.toString(),
                "--docs",
                folder.toString())));

    List<Result> results = RawResults.in(file).results(Commit.of(Path.of("")));
    for (Contender contender : Contender.values()) {
      int lines = CHUNKS + (contender.isFloor() ? OTHER_LINES : 0);
      assertThat(results)
          .filteredOn(result -> result.client().equals(contender.id()))
          .singleElement()
          .satisfies(
              result -> {
                assertThat(result.error()).isEmpty();
                assertThat(result.figures().get("delivered")).isEqualTo(STREAMS * lines);
                // So short a window may cost less than the ten milliseconds that the system counts.
                assertThat(result.figures().get("cpu_us")).isNotNull().isNotNegative();
              });
    }
    String page = Files.readString(folder.resolve("benchmarks.md"));
    String chart = Files.readString(folder.resolve("benchmarks.svg"));
    for (Contender contender : Contender.values()) {
      assertThat(page).contains("`" + contender.id() + "`");
      assertThat(page.lines())
          .filteredOn(
              line -> line.contains(contender.label()) && line.contains("(") && line.contains("–"))
          .isNotEmpty();
      assertThat(chart).contains(contender.label());
    }
    assertThat(page)
        .contains("## Targets")
        .contains("| CPU per chunk, 500 streams × 50 chunks/s, ≤ 1/4 of langchain4j |");
  }

  @Test
  void twoBuildsOfTheLibraryAreMeasuredInPairs(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("raw.jsonl");
    var source = ChatStream.class.getProtectionDomain().getCodeSource();
    Bench.run(
        Settings.of(
            List.of(
                "--short",
                "--against",
                Path.of(source.getLocation().toURI()).toString(),
                "--only",
                "cold,allocation",
                "--clients",
                "sluice/callback,sluice/inline-callback",
                "--raw",
                file.toString())));

    String own = Commit.of(Path.of(""));
    RawResults raw = RawResults.in(file);
    for (String build : List.of(own, own + "-again")) {
      assertThat(raw.results(build)).hasSize(3).allMatch(result -> result.error().isEmpty());
    }
    assertThat(Files.readString(folder.resolve("against.md")))
        .contains("| a new JVM, plain http | sluice, callback | first_chunk_ms |")
        .contains("| a chunk of text, in memory | sluice, inline callback | bytes |");
  }
}
