package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.page.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawResultsTest {
  private static final String COLD = Scenario.COLD.id();
  private static final String OURS = Contender.SLUICE_ITERATOR.id();
  private static final String FLOOR = Contender.EPOLL.id();

  @TempDir Path folder;

  private RawResults raw;

  @BeforeEach
  void measureTwoCommits() throws Exception {
    raw = RawResults.in(folder.resolve("raw.jsonl"));
    raw.begin("old", Map.of("cpu", "one", "date", "yesterday"));
    raw.add(result(OURS, "old", 1, 711));
    raw.add(result(FLOOR, "old", 1, 811));
    raw.begin("new", Map.of("cpu", "one", "date", "today"));
    raw.add(result(OURS, "new", 2, 333));
    raw.add(new Result(COLD, "b", "new", 2, Map.of(), "it \"broke\""));
    raw.save();
  }

  private static Result result(String client, String commit, int repetition, double millis) {
    return new Result(COLD, client, commit, repetition, Map.of("first_chunk_ms", millis), "");
  }

  private String page(String commit) throws Exception {
    Page.write(RawResults.in(folder.resolve("raw.jsonl")), commit, folder);
    return Files.readString(folder.resolve("benchmarks.md"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    RawResults later = RawResults.in(folder.resolve("raw.jsonl"));
    assertThat(later.results("old")).isEqualTo(raw.results("old"));
    assertThat(later.results("new")).isEqualTo(raw.results("new")).hasSize(2);
    assertThat(later.about("new")).isEqualTo(Map.of("cpu", "one", "date", "today"));
    assertThat(later.latest()).contains("new");
    assertThat(later.failures(COLD, OURS, "new")).isZero();
    assertThat(later.failures(COLD, "b", "new")).isOne();
    assertThat(later.failures(COLD, "b", "old")).isZero();
  }

  @Test
  void thePageShowsOneCommitAndSaysWhich() throws Exception {
    assertThat(page("new"))
        .contains("**333**")
        .contains("| commit | new |")
        .contains("| date | today |")
        .doesNotContain("711")
        .doesNotContain("811")
        .doesNotContain("yesterday");
    assertThat(page("old"))
        .contains("**711**")
        .contains("**811** (811–811) 1.1×")
        .contains("| commit | old |")
        .doesNotContain("333");
  }

  @Test
  void aRowSaysHowManyRepetitionsItHas() throws Exception {
    raw.add(result(OURS, "new", 3, 335));
    raw.save();
    assertThat(page("new").lines())
        .contains("| **sluice, iterator** | **334** (333–335) | – | 2 |")
        .contains("| floor: epoll loop | not measured | not measured | 0 |");
  }

  @Test
  void aCommitThatWasNotMeasuredHasNoPage() {
    assertThatThrownBy(() -> page("newer"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer");
  }

  @Test
  void measuringAPartAgainReplacesThatPartOfThatCommitAlone() {
    raw.forget(COLD, OURS, "new");
    assertThat(raw.results("new")).extracting(Result::client).containsExactly("b");
    assertThat(raw.results("old")).extracting(Result::client).isEqualTo(List.of(OURS, FLOOR));
  }

  @Test
  void whatIsMeasuredLaterNeverPairsWithWhatWasMeasuredBefore() {
    assertThat(raw.lastRepetition(COLD)).isEqualTo(2);
    assertThat(raw.lastRepetition(Scenario.IDLE.id())).isZero();
  }

  @Test
  void aFileOfBeforeThereWereCommitsIsReadAsOneOfItsOwn() throws Exception {
    Path file = folder.resolve("before.jsonl");
    Files.writeString(
        file,
        """
        {"about":"machine","cpu":"one"}
        {"scenario":"cold","client":"a","first_chunk_ms":1.5,"repetition":1.0}
        """);
    RawResults older = RawResults.in(file);
    older.begin("new", Map.of("cpu", "two"));
    assertThat(older.results("new")).isEmpty();
    assertThat(older.results("unknown")).hasSize(1);
  }
}
