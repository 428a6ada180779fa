package dev.sluice.store;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.log.Offset;
import dev.sluice.log.RunStore;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.time.Clock;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures what an append costs at 4,000 of them a second, kept in a group each 20 ms, beside a
 * loop that inserts the same bytes into a bare table of SQLite's, a row for each append. Also what
 * a group costs that waits for the disk.
 */
final class AppendCost {
  private static final int APPENDS_A_SECOND = 4_000;
  private static final int GROUPS_A_SECOND = 50;

  /** In a group. */
  private static final int APPENDS = APPENDS_A_SECOND / GROUPS_A_SECOND;

  private static final int BYTES = 60;

  /** All threads count, also the one that moves the log into the database. */
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Clock clock = Clock.system();
  private final int seconds;

  private AppendCost(int seconds) {
    this.seconds = seconds;
  }

  /** One group's work. */
  private interface Group {
    void keep(int number) throws SQLException;
  }

  /**
   * Measures.
   *
   * @param args how many seconds each of them takes; 10 if nothing is said
   */
  public static void main(String[] args) throws Exception {
    AppendCost cost = new AppendCost(args.length > 0 ? Integer.parseInt(args[0]) : 10);
    Path folder = Files.createTempDirectory("append-cost");
    for (int round = 0; round < 3; round++) {
      for (int runs : new int[] {10, 100}) {
        cost.ofStore(folder.resolve("store-" + runs + "-" + round), runs, false);
      }
      cost.ofStore(folder.resolve("durable-" + round), 10, true);
      cost.bare(folder.resolve("bare-" + round));
    }
  }

  private void ofStore(Path folder, int runs, boolean durably) throws Exception {
    Files.createDirectories(folder);
    try (Store opened = Store.builder(folder).settlesOrphans(false).open()) {
      RunStore store = opened.runStore();
      Offset[] last = new Offset[runs];
      Arrays.fill(last, Offset.START);
      for (int run = 0; run < runs; run++) {
        store.keep(List.of(TestRuns.start(store.epoch(), "run-" + run)));
      }
      int perRun = Math.max(1, APPENDS / runs);
      int runsInGroup = APPENDS / perRun; // in turn, where not each of them has something
      Group group =
          number -> {
            List<Batch> batches = new ArrayList<>(runsInGroup + 1);
            for (int i = 0; i < runsInGroup; i++) {
              int run = (number * runsInGroup + i) % runs;
              Batch batch =
                  TestRuns.more(
                      store.epoch(), "run-" + run, last[run], perRun, new byte[perRun * BYTES]);
              batches.add(batch);
              last[run] = batch.last();
            }
            if (durably) {
              batches.add(TestRuns.start(store.epoch(), "more-" + number));
            }
            store.keep(batches);
          };
      measure(runs + " runs" + (durably ? ", each group waiting for the disk" : ""), group);
    }
  }

  private void bare(Path folder) throws Exception {
    Files.createDirectories(folder);
    try (Database database = Database.open(folder.resolve("bare.db"), Database.PATIENCE)) {
      database.maintain(
          session -> {
            session.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, bytes BLOB)");
            return session;
          });
      Group group =
          number ->
              database.write(
                  session -> {
                    for (int i = 0; i < APPENDS; i++) {
                      session.update("INSERT INTO bare (bytes) VALUES (?)", new byte[BYTES]);
                    }
                    return session;
                  });
      measure("bare inserts", group);
    }
  }

  private void measure(String what, Group group) throws SQLException {
    for (int i = 0; i < 200; i++) {
      group.keep(i); // until it runs as it will
    }
    int groups = seconds * GROUPS_A_SECOND;
    long[] nanos = new long[groups];
    long cpu = PROCESS.getProcessCpuTime();
    long next = clock.nanos();
    for (int i = 0; i < groups; i++) {
      next += TimeUnit.SECONDS.toNanos(1) / GROUPS_A_SECOND;
      long before = clock.nanos();
      group.keep(200 + i);
      nanos[i] = clock.nanos() - before;
      clock.rest(Math.max(0, next - clock.nanos()));
    }
    cpu = PROCESS.getProcessCpuTime() - cpu;
    Arrays.sort(nanos);
    System.out.printf(
        "%-45s %6.2f us of CPU for an append; a group takes %.2f ms, 99 of 100 up to %.2f ms%n",
        what,
        cpu / 1e3 / groups / APPENDS,
        nanos[groups / 2] / 1e6,
        nanos[groups * 99 / 100] / 1e6);
  }
}
