package dev.sluice.store;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows in which a group of blocks is kept until each run's blocks are settled: joined, and
 * moved to a row of their own. What is in blocks already counts there, and no longer in its tick.
 * What counts in ticks of an epoch stands in the order of their numbers; {@link TickRows} writes
 * them.
 */
final class Ticks {
  private static final String NEWEST_FIRST =
      "SELECT length(bytes), bytes FROM tick WHERE epoch = ? ORDER BY number DESC";

  private static final String OLDEST_FIRST =
      "SELECT length(bytes), bytes FROM tick WHERE epoch = ? ORDER BY number";

  /** Of what is settled, so much is gathered at a time, in bytes. */
  private static final int GATHERED = 4 << 20;

  private Ticks() {}

  /**
   * Where a run ends by what is not settled of it; empty if all is.
   *
   * @throws RunLogException CORRUPT if a tick is damaged where it may stand
   */
  static Optional<Offset> end(Session session, RunRow run) throws SQLException {
    try (ResultSet rows = session.query(NEWEST_FIRST, run.epoch())) {
      while (rows.next()) {
        long end = end(run, tick(run.epoch(), rows));
        if (end > run.settled()) {
          return Optional.of(new Offset(run.epoch(), end));
        }
      }
    }
    return Optional.empty();
  }

  private static long end(RunRow run, Tick tick) {
    long end = 0;
    while (tick.next()) {
      if (tick.run() == run.number()) {
        end = tick.end();
      }
    }
    return end;
  }

  /**
   * Blocks of a run that are not settled, in their order, beginning with the one that holds the
   * entry behind a position.
   *
   * @param position where the run's settled ones end, or anywhere behind that
   * @throws RunLogException CORRUPT if one is damaged or missing where they stand
   */
  static List<Block> behind(Session session, RunRow run, long position) throws SQLException {
    List<Block> back = new ArrayList<>();
    try (ResultSet rows = session.query(NEWEST_FIRST, run.epoch())) {
      for (boolean more = rows.next(); more; more = !reaches(back, position) && rows.next()) {
        for (Block block : of(run.number(), tick(run.epoch(), rows)).reversed()) {
          if (block.position() + block.count() > position) {
            back.add(block);
          }
        }
      }
    }
    List<Block> blocks = back.reversed();
    // The first may begin before a position that is within it, but not among what is settled.
    boolean isWithin = position > run.settled() && reaches(back, position);
    requireWhole(run, isWithin ? back.getLast().position() : position, blocks);
    return blocks;
  }

  private static void requireWhole(RunRow run, long from, List<Block> blocks) {
    long end = from;
    for (Block block : blocks) {
      if (block.position() != end) {
        throw RunRow.damaged(run.id(), "entries behind the first " + end + " are missing", null);
      }
      end += block.count();
    }
  }

  private static boolean reaches(List<Block> back, long position) {
    return !back.isEmpty() && back.getLast().position() <= position;
  }

  private static List<Block> of(long run, Tick tick) {
    List<Block> found = new ArrayList<>(1);
    while (tick.next()) {
      if (tick.run() == run) {
        found.add(tick.block());
      }
    }
    return found;
  }

  /** The one in this row, which is not read if it is longer than any of ours. */
  private static Tick tick(long epoch, ResultSet row) throws SQLException {
    boolean isOurs = row.getLong(1) <= Tick.MAX_BYTES;
    return new Tick(epoch, isOurs ? row.getBytes(2) : new byte[0]);
  }

  /** Whose ticks there are. */
  static List<Long> epochs(Session session) throws SQLException {
    List<Long> epochs = new ArrayList<>();
    try (ResultSet rows = session.query("SELECT DISTINCT epoch FROM tick")) {
      while (rows.next()) {
        epochs.add(rows.getLong(1));
      }
    }
    return epochs;
  }

  /**
   * Settles all that is kept under an epoch whose writer is gone, or is this one. Runs that are
   * gone, or another's, are left out. So is what is damaged, and of its runs what would follow:
   * what stays of them is a beginning.
   *
   * @param session in a transaction that writes
   */
  static void settle(Session session, long epoch) throws SQLException {
    Map<Long, List<Block>> gathered = new LinkedHashMap<>();
    long bytes = 0;
    try (ResultSet rows = session.query(OLDEST_FIRST, epoch)) {
      while (rows.next()) {
        bytes += gather(epoch, rows, gathered);
        if (bytes > GATHERED) {
          settle(session, epoch, gathered);
          gathered.clear();
          bytes = 0;
        }
      }
    }
    settle(session, epoch, gathered);
    remove(session, epoch);
  }

  private static long gather(long epoch, ResultSet row, Map<Long, List<Block>> gathered)
      throws SQLException {
    long bytes = 0;
    try {
      for (Tick tick = tick(epoch, row); tick.next(); ) {
        Block block = tick.block();
        gathered.computeIfAbsent(tick.run(), run -> new ArrayList<>()).add(block);
        bytes += block.bytes().length;
      }
    } catch (RunLogException damaged) {
      // Else none of the runs that its writer has left could ever be ended.
    }
    return bytes;
  }

  private static void settle(Session session, long epoch, Map<Long, List<Block>> gathered)
      throws SQLException {
    for (var run : gathered.entrySet()) {
      settle(session, epoch, run.getKey(), run.getValue());
    }
  }

  private static void settle(Session session, long epoch, long run, List<Block> blocks)
      throws SQLException {
    if (session.number(
            "SELECT count(*) FROM run WHERE number = ? AND epoch = ? AND ended IS NULL", run, epoch)
        == 0) {
      return;
    }
    long end =
        session.number(
            "SELECT position + count FROM block WHERE run = ? ORDER BY position DESC LIMIT 1", run);
    List<Block> following = new ArrayList<>();
    long count = 0;
    for (Block block : blocks) {
      if (block.position() == end && count + block.count() <= Integer.MAX_VALUE) {
        following.add(block);
        count += block.count();
        end += block.count();
      }
    }
    insert(session, run, following);
  }

  /** Keeps blocks that stand behind each other in one row of their run. */
  static void insert(Session session, long run, List<Block> blocks) throws SQLException {
    if (blocks.isEmpty()) {
      return;
    }
    Block joined = joined(blocks);
    session.update(
        "INSERT INTO block (run, position, epoch, count, bytes) VALUES (?, ?, ?, ?, ?)",
        run,
        joined.position(),
        joined.epoch(),
        joined.count(),
        joined.bytes());
  }

  private static Block joined(List<Block> blocks) {
    Block first = blocks.getFirst();
    if (blocks.size() == 1) {
      return first;
    }
    int count = 0;
    int length = 0;
    for (Block block : blocks) {
      count = Math.addExact(count, block.count());
      length = Math.addExact(length, block.bytes().length);
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (Block block : blocks) {
      System.arraycopy(block.bytes(), 0, bytes, at, block.bytes().length);
      at += block.bytes().length;
    }
    return new Block(first.epoch(), first.position(), count, bytes);
  }

  /** Removes those of an epoch, whose runs are settled. */
  static void remove(Session session, long epoch) throws SQLException {
    session.update("DELETE FROM tick WHERE epoch = ?", epoch);
  }
}
