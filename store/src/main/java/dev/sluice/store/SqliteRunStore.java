package dev.sluice.store;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLabel;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs in the database. All batches that are kept at once are one transaction: where one of them is
 * durable, it waits for the disk, and all that was committed before is on it then, too; else it
 * outlives the process, and reaches the disk with the next one that waits. The blocks of all runs
 * in a group are one row, a {@linkplain Ticks tick}, and are moved to rows of their runs' later.
 * Where a run ends is not written with every block but read from the last one: so a row with a long
 * request is written twice in all.
 */
final class SqliteRunStore implements RunStore, Writing {
  /** More than this many are not told at once. */
  private static final int MAX_ORPHANS = 10_000;

  private final Database database;
  private final Writers writers;
  private final WriterLock lock;

  /** This writer's epochs: more than the first one if it claimed runs of younger ones. */
  private final ConcurrentSkipListMap<Long, WriterLock> own = new ConcurrentSkipListMap<>();

  private final AtEnding atEnding;

  /** Of the transactions that write. */
  private final OpenRuns open = new OpenRuns();

  private volatile boolean closed;

  /**
   * The runs of this database.
   *
   * @param lock this writer's, which goes with this store
   */
  SqliteRunStore(Database database, Writers writers, WriterLock lock, AtEnding atEnding) {
    this.database = database;
    this.writers = writers;
    this.lock = lock;
    own.put(lock.epoch(), lock);
    this.atEnding = atEnding;
  }

  @Override
  public long epoch() {
    return lock.epoch();
  }

  @Override
  public boolean lives(long epoch) {
    return own.containsKey(epoch) ? !closed : !writers.isGone(epoch);
  }

  @Override
  public List<Verdict> keep(List<Batch> batches) {
    return database.write(
        batches.stream().anyMatch(Batch::isDurable),
        session -> {
          requireOpen();
          try {
            return keep(session, batches);
          } catch (SQLException | RuntimeException | Error e) {
            open.forget();
            throw e;
          }
        });
  }

  private List<Verdict> keep(Session session, List<Batch> batches) throws SQLException {
    open.look(session, own.keySet());
    List<Verdict> verdicts = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      verdicts.add(keep(session, batch));
    }
    open.finish(session);
    return Collections.unmodifiableList(verdicts);
  }

  private Verdict keep(Session session, Batch batch) throws SQLException {
    OpenRuns.OpenRun run = open.find(batch.run());
    if (run == null) {
      Optional<RunRow> found = RunRow.find(session, batch.run());
      if (found.isPresent() ? found.get().isOver() : batch.start().isEmpty()) {
        return Verdict.GONE;
      }
      if (!own.containsKey(batch.epoch()) || !isNext(found, batch)) {
        return Verdict.STALE;
      }
      run = found.isPresent() ? open.found(found.get()) : open.begun(begin(session, batch));
    } else if (!run.isNext(batch)) {
      return Verdict.STALE;
    }
    if (batch.block().isPresent()) {
      open.add(session, run, batch.block().get());
    }
    if (batch.ended().isPresent()) {
      open.end(session, run);
      run.row.end(session, batch.last(), batch.ended().get());
      atEnding.run(session, run.row.number(), batch);
    }
    return Verdict.KEPT;
  }

  private RunRow begin(Session session, Batch batch) throws SQLException {
    return RunRow.begin(session, batch.start().orElseThrow(), batch.epoch(), open.greatest());
  }

  private static boolean isNext(Optional<RunRow> found, Batch batch) {
    return found.isEmpty()
        ? batch.after().equals(Offset.START)
        : batch.start().isEmpty()
            && found.get().epoch() == batch.epoch()
            && found.get().last().equals(batch.after());
  }

  @Override
  public Optional<RunState> state(String run) {
    requireOpen();
    return database.read(session -> stateIn(session, run));
  }

  @Override
  public Optional<Progress> progress(String run) {
    requireOpen();
    return database.read(
        session ->
            RunRow.find(session, run)
                .map(row -> new Progress(row.epoch(), row.last(), row.isOver())));
  }

  @Override
  public Optional<String> find(RunLabel label) {
    requireOpen();
    return database.read(
        session -> {
          try (ResultSet rows =
              session.query(
                  """
                  SELECT run.id FROM label JOIN run ON run.number = label.run
                   WHERE label.owner = ? AND label.name = ? AND label.value = ?
                   ORDER BY label.run DESC LIMIT 1
                  """,
                  label.owner(),
                  label.name(),
                  label.value())) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
          }
        });
  }

  private Optional<RunState> stateIn(Session session, String run) throws SQLException {
    Optional<RunRow> row = RunRow.find(session, run);
    return row.isEmpty() ? Optional.empty() : Optional.of(row.get().state(session));
  }

  @Override
  public List<Block> read(String run, long position, int maxBytes) {
    requireOpen();
    return database.read(
        session -> {
          Optional<RunRow> found = RunRow.find(session, run);
          if (found.isEmpty() || position >= found.get().last().position()) {
            return List.of();
          }
          RunRow row = found.get();
          Reading reading = new Reading(position, maxBytes);
          if (position < row.settled()) {
            settled(session, row, reading);
          }
          if (row.last().position() > row.settled() && reading.hasRoom()) {
            long from = Math.max(position, row.settled());
            for (Block block : Ticks.behind(session, row, from)) {
              reading.add(block);
            }
          }
          return List.copyOf(reading.blocks);
        });
  }

  private static void settled(Session session, RunRow run, Reading reading) throws SQLException {
    try (ResultSet rows =
        session.query(
            """
            SELECT epoch, position, count, bytes FROM block
             WHERE run = ?1 AND position >= ifnull(
                   (SELECT max(position) FROM block WHERE run = ?1 AND position <= ?2), 0)
             ORDER BY position
            """,
            run.number(),
            reading.position)) {
      while (reading.hasRoom() && rows.next()) {
        reading.add(RunRow.block(run.id(), rows));
      }
    }
  }

  /** Blocks of a run as far as they are wanted. */
  private static final class Reading {
    final List<Block> blocks = new ArrayList<>();
    private final long position;
    private final int maxBytes;
    private long bytes;

    Reading(long position, int maxBytes) {
      this.position = position;
      this.maxBytes = maxBytes;
    }

    boolean hasRoom() {
      return blocks.isEmpty() || bytes < maxBytes;
    }

    void add(Block block) {
      bytes += block.bytes().length;
      boolean fits = blocks.isEmpty() || bytes <= maxBytes;
      if (fits && block.position() + block.count() > position) {
        blocks.add(block);
      }
    }
  }

  /** Waits for the disk: a writer who is forgotten by it would leave his number to another one. */
  @Override
  public Claim claim(String run) {
    return claim(List.of(run)).getFirst();
  }

  @Override
  public List<Claim> claim(List<String> all) {
    AtomicReference<WriterLock> added = new AtomicReference<>();
    try {
      return database.writeDurably(
          session -> {
            List<Claim> claims = new ArrayList<>(all.size());
            for (String run : all) {
              claims.add(claim(session, run, added));
            }
            return List.copyOf(claims);
          });
    } catch (RuntimeException | Error e) {
      if (added.get() != null) {
        own.remove(added.get().epoch());
        Writers.release(added.get());
      }
      throw e;
    }
  }

  private Claim claim(Session session, String run, AtomicReference<WriterLock> added)
      throws SQLException {
    requireOpen();
    Optional<RunRow> found = RunRow.find(session, run);
    if (found.isEmpty()) {
      return new Claim.Gone();
    }
    RunRow row = found.get();
    if (row.isOver()) {
      return new Claim.Over(row.state(session));
    }
    if (!own.containsKey(row.epoch()) && !writers.isGone(row.epoch())) {
      return new Claim.Busy(row.state(session));
    }
    open.forget();
    open.passed(row.number());
    Ticks.settle(session, row.epoch());
    row.handOver(session, greaterThan(session, row.epoch(), added));
    return new Claim.Yours(stateIn(session, run).orElseThrow());
  }

  private long greaterThan(Session session, long epoch, AtomicReference<WriterLock> added)
      throws SQLException {
    if (own.lastKey() <= epoch) {
      WriterLock another = writers.enlistAgain(session, epoch());
      added.set(another);
      own.put(another.epoch(), another);
    }
    return own.lastKey();
  }

  @Override
  public boolean delete(String run) {
    requireOpen();
    return database.write(
        false,
        session -> {
          Optional<RunRow> found = RunRow.find(session, run);
          if (found.isEmpty()) {
            return false;
          }
          if (!found.get().isOver() && lives(found.get().epoch())) {
            throw new RunLogException(
                Kind.BUSY, "the run " + run + " is being written; wait for its end or cancel it");
          }
          return session.update("DELETE FROM run WHERE id = ?", run) > 0;
        });
  }

  @Override
  public List<String> orphans() {
    requireOpen();
    try {
      atEnding.ofNone();
      settleTicks();
    } catch (RunLogException e) {
      // A disk without room, perhaps: the next one who looks does it.
    }
    return database.read(
        session -> {
          List<Long> gone = new ArrayList<>();
          try (ResultSet rows =
              session.query("SELECT DISTINCT epoch FROM run WHERE ended IS NULL ORDER BY epoch")) {
            while (rows.next()) {
              gone.add(rows.getLong(1));
            }
          }
          gone.removeIf(epoch -> own.containsKey(epoch) || !writers.isGone(epoch));
          return orphansOf(session, gone);
        });
  }

  /** Those whose writers are gone; the runs may stay without an ending for long. */
  private void settleTicks() {
    List<Long> gone = new ArrayList<>(database.read(Ticks::epochs));
    gone.removeIf(epoch -> own.containsKey(epoch) || !writers.isGone(epoch));
    if (!gone.isEmpty()) {
      database.write(
          session -> {
            for (long epoch : gone) {
              Ticks.settle(session, epoch);
            }
            return gone;
          });
    }
  }

  private static List<String> orphansOf(Session session, List<Long> epochs) throws SQLException {
    record Orphan(long created, long number, String id) {}
    List<Orphan> orphans = new ArrayList<>();
    for (long epoch : epochs) {
      try (ResultSet rows =
          session.query(
              "SELECT created, number, id FROM run WHERE ended IS NULL AND epoch = ? LIMIT ?",
              epoch,
              MAX_ORPHANS - orphans.size())) {
        while (rows.next()) {
          orphans.add(new Orphan(rows.getLong(1), rows.getLong(2), rows.getString(3)));
        }
      }
    }
    orphans.sort(Comparator.comparingLong(Orphan::created).thenComparingLong(Orphan::number));
    return orphans.stream().map(Orphan::id).toList();
  }

  private void requireOpen() {
    if (closed) {
      throw new RunLogException(
          Kind.CLOSED, database.file() + " was closed by this process; open it again");
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      // Behind what is being kept now: nothing is written under its epoch once the lock is gone.
      if (database.maintain(session -> open.mayHaveTicks())) {
        database.write(
            session -> {
              open.settle(session, own.keySet());
              return open;
            });
      }
    } catch (RunLogException e) {
      // What is in ticks is kept there as well, and is settled by whoever comes next.
    } finally {
      own.values().forEach(WriterLock::close);
    }
  }
}
