package dev.sluice.log;

import dev.sluice.log.RunStore.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What tests of a store of runs need of it: any number of them open at one place. */
abstract class RunStoreCase {
  private final List<RunStore> opened = new ArrayList<>();

  /** Opens a store at this test's place, which is empty at first: a writer of its own each time. */
  protected abstract RunStore open();

  /** Ends a store as the end of its process would: it closes nothing, and its writer is gone. */
  protected abstract void crash(RunStore store);

  /** An empty disk; none if this store can be given none. */
  protected abstract Optional<FaultyDisk> disk();

  @AfterEach
  void closeStores() {
    opened.forEach(RunStore::close);
  }

  RunStore store() {
    RunStore store = open();
    opened.add(store);
    return store;
  }

  void crashed(RunStore store) {
    opened.remove(store);
    crash(store);
  }

  static Verdict keep(RunStore store, RunStore.Batch batch) {
    return store.keep(List.of(batch)).getFirst();
  }

  /** Keeps batches of several runs at once. */
  static List<Verdict> keep(RunStore store, RunStore.Batch... batches) {
    return store.keep(List.of(batches));
  }
}
