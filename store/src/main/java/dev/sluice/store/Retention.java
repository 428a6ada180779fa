package dev.sluice.store;

import dev.sluice.time.Clock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Removes what is too old or too much, a little at a time, so that nobody who writes waits for it.
 * Conversations go whole, with the runs that answered in them; runs of none go alone. What is
 * pinned stays, and so does what goes on.
 */
final class Retention {
  /** So many go in one transaction. */
  private static final int AT_ONCE = 20;

  private static final Duration REST = Duration.ofMillis(20);
  private static final int PAGES_AT_ONCE = 256;

  private static final long FREE_PAGES = 1024; // what comes next finds room in them

  /** Conversations that may go, the one first that was changed longest ago. */
  private static final String TALKS =
      """
      SELECT updated, number FROM conversation
       WHERE pinned = 0 AND arriving IS NULL AND updated < ?1 AND NOT EXISTS (
             SELECT 1 FROM message LEFT JOIN run ON run.id = message.run
              WHERE message.conversation = conversation.number AND message.run IS NOT NULL
                AND (message.form IS NULL OR run.number IS NOT NULL AND run.ended IS NULL))
       ORDER BY updated, number LIMIT ?2
      """;

  /** Runs of no conversation that may go, the one first that ended longest ago. */
  private static final String RUNS =
      """
      SELECT ended, number FROM run
       WHERE ended < ?1 AND NOT EXISTS (SELECT 1 FROM message WHERE message.run = run.id)
       ORDER BY ended, number LIMIT ?2
      """;

  private final Database database;
  private final Clock clock;
  private final Duration age;
  private final long maxBytes;
  private final BooleanSupplier isClosed;

  /**
   * What is removed of this database.
   *
   * @param age what has not changed for longer goes
   * @param maxBytes once there is more, the oldest goes
   * @param isClosed whether to stop
   */
  Retention(Database database, Clock clock, Duration age, long maxBytes, BooleanSupplier isClosed) {
    this.database = database;
    this.clock = clock;
    this.age = age;
    this.maxBytes = maxBytes;
    this.isClosed = isClosed;
  }

  /** Removes all that has to go now, and gives the room back. */
  void clean() {
    long before = clock.now().minus(age).toEpochMilli();
    while (!isClosed.getAsBoolean() && remove(before, false)) {
      clock.rest(REST.toNanos());
    }
    while (!isClosed.getAsBoolean() && isTooMuch() && remove(Long.MAX_VALUE, true)) {
      clock.rest(REST.toNanos());
    }
    while (!isClosed.getAsBoolean() && giveBack()) {
      clock.rest(REST.toNanos());
    }
  }

  /**
   * A conversation or a run that may go.
   *
   * @param since when it was changed last, in milliseconds since 1970
   */
  private record Old(boolean isTalk, long since, long number) {}

  /**
   * Removes some of the oldest.
   *
   * @param before only what has not changed since then
   * @param forRoom no more than it takes to be within the bound
   * @return whether there was anything to remove
   */
  private boolean remove(long before, boolean forRoom) {
    List<Old> oldest =
        database.read(
            session -> {
              List<Old> found = new ArrayList<>();
              find(session, TALKS, true, before, found);
              find(session, RUNS, false, before, found);
              found.sort(Comparator.comparingLong(Old::since));
              return found;
            });
    if (oldest.isEmpty()) {
      return false;
    }
    return database.write(
        session -> {
          boolean removed = false;
          for (Old old : oldest.subList(0, Math.min(AT_ONCE, oldest.size()))) {
            if (forRoom && used(session) <= maxBytes) {
              break;
            }
            removed |= old.isTalk ? removeTalk(session, old) : removeRun(session, old);
          }
          return removed;
        });
  }

  private static void find(
      Session session, String sql, boolean areTalks, long before, List<Old> found)
      throws SQLException {
    try (ResultSet rows = session.query(sql, before, AT_ONCE)) {
      while (rows.next()) {
        found.add(new Old(areTalks, rows.getLong(1), rows.getLong(2)));
      }
    }
  }

  /** Unless somebody has gone on with it in between. */
  private static boolean removeTalk(Session session, Old old) throws SQLException {
    if (session.number(
            "SELECT count(*) FROM conversation WHERE number = ? AND updated = ? AND pinned = 0",
            old.number,
            old.since)
        == 0) {
      return false;
    }
    session.update(
        """
        DELETE FROM run WHERE ended IS NOT NULL AND id IN (
               SELECT run FROM message WHERE conversation = ? AND run IS NOT NULL)
        """,
        old.number);
    return Trees.remove(session, old.number) > 0;
  }

  private static boolean removeRun(Session session, Old old) throws SQLException {
    return session.update(
            """
            DELETE FROM run WHERE number = ? AND NOT EXISTS (
                   SELECT 1 FROM message WHERE message.run = run.id)
            """,
            old.number)
        > 0;
  }

  private boolean isTooMuch() {
    return database.<Boolean>read(session -> used(session) > maxBytes);
  }

  private static long used(Session session) throws SQLException {
    long pages = session.number("PRAGMA page_count") - session.number("PRAGMA freelist_count");
    return pages * session.number("PRAGMA page_size");
  }

  /** Gives pages that are free back to the system, some at a time; whether there may be more. */
  private boolean giveBack() {
    return database.<Boolean>maintain(
        session -> {
          if (session.number("PRAGMA freelist_count") <= FREE_PAGES) {
            return false;
          }
          try (Statement statement = session.connection().createStatement()) {
            // As an update, the driver runs it to its end; else it gives back a single page.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
          }
          return true;
        });
  }
}
