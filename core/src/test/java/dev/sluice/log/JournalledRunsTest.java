package dev.sluice.log;

import java.util.Optional;

/** That a store can keep the whole contract, on a disk that fails, too. */
class JournalledRunsTest extends RunStoreContract {
  private final JournalledRuns place = new JournalledRuns();

  @Override
  protected RunStore open() {
    return place.open();
  }

  @Override
  protected void crash(RunStore store) {
    store.close();
  }

  @Override
  protected Optional<FaultyDisk> disk() {
    return Optional.of(new JournalledRuns());
  }

  @Override
  protected boolean forgets() {
    return false;
  }
}
