package dev.sluice.log;

import static dev.sluice.log.RunStore.Verdict.KEPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunStore.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Always the same runs, written step by step on a disk that may fail at any of them; remembers what
 * was kept, what of it durably, and what was being kept when the disk failed.
 */
final class DiskScript {
  private static final List<String> IDS = List.of("a", "b", "c", "d");

  private final Map<String, WrittenRun> runs = new HashMap<>();

  /** How many blocks of a run must be there after a restart; there is none if it need not be. */
  private final Map<String, Integer> durable = new HashMap<>();

  private List<Batch> inFlight = List.of();
  private int step;

  /** Who writes them. */
  void runs(RunStore store) {
    IDS.forEach(id -> runs.put(id, new WrittenRun(store, id)));
  }

  private WrittenRun run(String id) {
    return Objects.requireNonNull(runs.get(id));
  }

  /** What a step keeps; null behind the last. */
  private @Nullable List<Batch> batches() {
    return switch (step) {
      case 0 -> List.of(run("a").starting());
      case 1 -> List.of(run("a").more(2), run("b").starting());
      case 2, 3 -> List.of(run("a").more(1), run("b").more(3));
      case 4 -> List.of(run("c").starting(), run("b").more(1), run("d").whole(2));
      case 5 -> List.of(run("c").more(new byte[20_000]));
      case 6 -> List.of(run("a").ending(), run("c").more(1));
      case 7 -> List.of(run("c").more(2), run("b").more(2));
      case 8 -> List.of(run("b").ending());
      case 9 -> List.of(run("c").more(1));
      default -> null;
    };
  }

  /**
   * Keeps a step's batches, and goes on to the next if that does not throw; false if none is left.
   */
  boolean step(RunStore store) {
    List<Batch> batches = batches();
    if (batches == null) {
      return false;
    }
    inFlight = batches;
    assertThat(store.keep(batches)).hasSize(batches.size()).containsOnly(KEPT);
    inFlight = List.of();
    step++;
    boolean isDurable = batches.stream().anyMatch(Batch::isDurable);
    for (Batch batch : batches) {
      WrittenRun run = run(batch.run());
      run.isKept(batch);
      if (isDurable) {
        durable.put(batch.run(), run.kept().size());
      }
    }
    return true;
  }

  /** That everything is there that was kept, and nothing else. */
  void assertKept(RunStore store) {
    for (String id : IDS) {
      if (isBegun(id)) {
        run(id).assertKeptIn(store);
      } else {
        assertThat(store.state(id)).as(id).isEmpty();
      }
    }
  }

  private boolean isBegun(String id) {
    return durable.containsKey(id);
  }

  /**
   * That after a restart everything is there that was kept durably, of the rest a beginning, and of
   * what was being kept all or nothing.
   */
  void assertSurvived(RunStore store, String when) {
    if (runs.isEmpty()) {
      return; // Not even opened.
    }
    List<Boolean> late = new ArrayList<>();
    for (Batch batch : inFlight) {
      late.add(isThere(store, batch));
    }
    assertThat(late)
        .as("%s: of one keep all or nothing", when)
        .doesNotContain(!late.contains(true));
    for (String id : IDS) {
      Optional<RunState> state = store.state(id);
      List<String> read = WrittenRun.forms(WrittenRun.readAll(store, id, 0));
      List<String> known = new ArrayList<>(WrittenRun.forms(run(id).kept()));
      inFlight.stream()
          .filter(batch -> batch.run().equals(id))
          .forEach(
              batch -> batch.block().ifPresent(b -> known.addAll(WrittenRun.forms(List.of(b)))));
      assertThat(read)
          .as("%s: %s is a beginning", when, id)
          .isEqualTo(known.subList(0, Math.min(read.size(), known.size())));
      assertThat(read.size())
          .as("%s: what was durable of %s", when, id)
          .isGreaterThanOrEqualTo(durable.getOrDefault(id, 0));
      if (isBegun(id)) {
        assertThat(state).as("%s: %s", when, id).isPresent();
      }
      if (run(id).isOver()) {
        assertThat(state.orElseThrow().ended()).contains(WrittenRun.COMPLETED);
      }
    }
  }

  private static boolean isThere(RunStore store, Batch batch) {
    return store
        .state(batch.run())
        .filter(state -> state.last().position() >= batch.last().position())
        .filter(state -> batch.ended().isEmpty() || state.ended().isPresent())
        .isPresent();
  }
}
