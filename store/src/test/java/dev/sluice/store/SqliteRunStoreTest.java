package dev.sluice.store;

import dev.sluice.log.FaultyDisk;
import dev.sluice.log.RunStore;
import dev.sluice.log.RunStoreContract;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database keeps what every store of runs promises. What becomes of it when its disk fails, is
 * {@link StoreTest}'s and {@link PowerCutTest}'s matter: SQLite writes by itself, and is given no
 * other disk from here.
 */
final class SqliteRunStoreTest extends RunStoreContract {
  @TempDir private Path folder;

  private final List<Opened> opened = new ArrayList<>();

  private record Opened(Database database, SqliteRunStore runs) {}

  @Override
  protected RunStore open() {
    Opened now = opened();
    opened.add(now);
    return now.runs;
  }

  private Opened opened() {
    Database database = Database.open(folder.resolve("runs.db"), Database.PATIENCE);
    Writers writers = new Writers(database, folder.resolve("writers"));
    WriterLock lock = writers.enlist(Clock.system());
    return new Opened(database, new SqliteRunStore(database, writers, lock, AtEnding.NOTHING));
  }

  /**
   * As near to it as a living process comes: it lets go of its locks, and writes nothing more.
   * {@link KilledWriterTest} ends whole ones.
   */
  @Override
  protected void crash(RunStore store) {
    for (Opened one : opened) {
      if (one.runs == store) {
        one.database.close();
      }
    }
    store.close();
  }

  @Override
  protected Optional<FaultyDisk> disk() {
    return Optional.empty();
  }

  @AfterEach
  void closeDatabases() {
    opened.forEach(one -> one.database.close());
  }
}
