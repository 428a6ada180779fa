package dev.sluice.store;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunStore.Batch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs that this store writes, as far as they are known: where each of them ends, so that what
 * follows there needs no look at the tables, and its blocks that are kept in {@link Ticks} and are
 * not settled. One thread at a time, within transactions that write.
 *
 * <p>What is known is right as long as no other transaction has changed these runs. Where there was
 * one, it is asked whether they are all there still; nobody else adds to them, since their writer
 * lives.
 */
final class OpenRuns {
  /** So many ticks are written before all is settled; readers look through them. */
  static final int MAX_TICKS = 64;

  /** Of blocks that are not settled, of all runs together. */
  static final int MAX_BYTES = 1 << 20;

  /** The same of one run. */
  static final int MAX_BYTES_OF_RUN = 64 << 10;

  /** What a block counts for besides its bytes. */
  private static final int BLOCK_BYTES = 32;

  private final Map<String, OpenRun> runs = new HashMap<>();

  /** Those that have blocks that are not settled. */
  private final Set<OpenRun> unsettled = new LinkedHashSet<>();

  /** Those that have some of this transaction. */
  private final List<OpenRun> fresh = new ArrayList<>();

  private final TickRows ticks = new TickRows();
  private long bytes;

  /** The number of the last run that was begun or claimed here: none is ever used again. */
  private long greatest;

  /** How many there are in the database, known or not. */
  private long open;

  private boolean known;
  private long dataVersion;
  private long transactions;
  private long failedCommits;

  /** A run and where it ends. */
  static final class OpenRun {
    final RunRow row;
    private Offset last;
    private final List<Block> blocks = new ArrayList<>(2);
    private int bytes;

    /** How many of the blocks are in ticks. */
    private int inTicks;

    private boolean isFresh;

    private OpenRun(RunRow row) {
      this.row = row;
      this.last = row.last();
    }

    /** Whether this is what its writer may add now. */
    boolean isNext(Batch batch) {
      return batch.start().isEmpty() && batch.epoch() == row.epoch() && batch.after().equals(last);
    }
  }

  /**
   * Sees whether what is known is still right, and settles what was left else; first of all in a
   * transaction.
   *
   * @param epochs this writer's
   */
  void look(Session session, Collection<Long> epochs) throws SQLException {
    long version = session.number("PRAGMA data_version");
    boolean isOwn = version == dataVersion && session.transactions() == transactions + 1;
    boolean isSure = known && session.failedCommits() == failedCommits;
    if (!isSure || (!isOwn && count(session, epochs) != open)) {
      settle(session, epochs);
    }
    dataVersion = version;
    transactions = session.transactions();
    failedCommits = session.failedCommits();
  }

  private static long count(Session session, Collection<Long> epochs) throws SQLException {
    long open = 0;
    for (long epoch : epochs) {
      open += session.number("SELECT count(*) FROM run WHERE ended IS NULL AND epoch = ?", epoch);
    }
    return open;
  }

  /** Settles what is in ticks, by what the tables say alone; the runs are no longer known. */
  void settle(Session session, Collection<Long> epochs) throws SQLException {
    forget();
    for (long epoch : epochs) {
      Ticks.settle(session, epoch);
    }
    open = count(session, epochs);
    known = true;
  }

  /** Nothing is known any more. */
  void forget() {
    known = false;
    runs.clear();
    unsettled.clear();
    fresh.clear();
    ticks.forget();
    bytes = 0;
  }

  /** Whether there may be ticks. */
  boolean mayHaveTicks() {
    return !known || ticks.areThere();
  }

  @Nullable OpenRun find(String id) {
    return runs.get(id);
  }

  /** A run of this writer's that has just begun. */
  OpenRun begun(RunRow row) {
    open++;
    return found(row);
  }

  /** One that was looked up. */
  OpenRun found(RunRow row) {
    OpenRun run = new OpenRun(row);
    runs.put(row.id(), run);
    passed(row.number());
    return run;
  }

  /** No run is to be given this number again: what is left of it in ticks would be another's. */
  void passed(long number) {
    greatest = Math.max(greatest, number);
  }

  long greatest() {
    return greatest;
  }

  /** Adds what follows in a run. */
  void add(Session session, OpenRun run, Block block) throws SQLException {
    unsettled.add(run);
    if (!run.isFresh) {
      run.isFresh = true;
      fresh.add(run);
    }
    run.blocks.add(block);
    int more = BLOCK_BYTES + block.bytes().length;
    run.bytes += more;
    run.last = new Offset(block.epoch(), block.position() + block.count());
    bytes += more;
    if (run.bytes >= MAX_BYTES_OF_RUN) {
      settle(session, run);
      unsettled.remove(run);
    }
  }

  /** Settles a run that has ended, and forgets it. */
  void end(Session session, OpenRun run) throws SQLException {
    settle(session, run);
    unsettled.remove(run);
    runs.remove(run.row.id());
    open--;
  }

  private void settle(Session session, OpenRun run) throws SQLException {
    Ticks.insert(session, run.row.number(), run.blocks);
    bytes -= run.bytes;
    run.blocks.clear();
    run.bytes = 0;
    run.inTicks = 0;
  }

  /** Keeps what was added since it was looked; last of all in a transaction. */
  void finish(Session session) throws SQLException {
    if (ticks.used() >= MAX_TICKS || bytes > MAX_BYTES || !writeTicks(session)) {
      settleAll(session);
    }
    if (unsettled.isEmpty()) {
      ticks.reuse();
    }
    for (OpenRun run : fresh) {
      run.isFresh = false;
    }
    fresh.clear();
  }

  private void settleAll(Session session) throws SQLException {
    for (OpenRun run : unsettled) {
      settle(session, run);
    }
    unsettled.clear();
  }

  /** Whether that could be done. */
  private boolean writeTicks(Session session) throws SQLException {
    TreeMap<Long, List<Tick.Part>> parts = new TreeMap<>();
    for (OpenRun run : fresh) {
      for (Block block : run.blocks.subList(run.inTicks, run.blocks.size())) {
        parts
            .computeIfAbsent(run.row.epoch(), epoch -> new ArrayList<>(fresh.size()))
            .add(new Tick.Part(run.row.number(), block));
      }
      run.inTicks = run.blocks.size();
    }
    for (var ofEpoch : parts.entrySet()) {
      if (!ticks.write(session, ofEpoch.getKey(), ofEpoch.getValue())) {
        ticks.forget();
        return false;
      }
    }
    return true;
  }
}
