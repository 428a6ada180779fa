package dev.sluice.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one writer's {@link Ticks}. They are written over from the first one on once all is
 * settled, and keep their lengths, so that SQLite changes no other page for them: a row that is
 * added or deleted changes five. One thread at a time, within transactions that write.
 */
final class TickRows {
  /** So much is about a page of SQLite's with one row, and each one that the row goes on in. */
  private static final int FIRST_PAGE = 4000;

  private static final int NEXT_PAGE = 4092;

  /** A row that is so many times as long as it has to be is made shorter. */
  private static final int MAX_SPARE = 4;

  private final List<Row> rows = new ArrayList<>();
  private int used;

  private record Row(long number, int capacity) {}

  /** How many count. */
  int used() {
    return used;
  }

  /** Whether there are any, be it that they count no more. */
  boolean areThere() {
    return !rows.isEmpty();
  }

  /** What is in them is settled. */
  void reuse() {
    used = 0;
  }

  /** They are not there any more. */
  void forget() {
    rows.clear();
    used = 0;
  }

  /**
   * Keeps blocks of one epoch in the next row.
   *
   * @return false if somebody has deleted that, and nothing is kept
   */
  boolean write(Session session, long epoch, List<Tick.Part> parts) throws SQLException {
    int size = Tick.size(parts);
    if (used == rows.size()) {
      int capacity = capacity(size);
      session.update(
          "INSERT INTO tick (epoch, bytes) VALUES (?, ?)", epoch, Tick.encode(parts, capacity));
      rows.add(new Row(session.number("SELECT last_insert_rowid()"), capacity));
    } else {
      Row row = rows.get(used);
      boolean fits = row.capacity >= size && row.capacity / MAX_SPARE <= capacity(size);
      int capacity = fits ? row.capacity : capacity(size);
      if (session.update(
              "UPDATE tick SET epoch = ?, bytes = ? WHERE number = ?",
              epoch,
              Tick.encode(parts, capacity),
              row.number)
          == 0) {
        return false;
      }
      rows.set(used, new Row(row.number, capacity));
    }
    used++;
    return true;
  }

  private static int capacity(int size) {
    int more = Math.ceilDiv(Math.max(0, size - FIRST_PAGE), NEXT_PAGE);
    return FIRST_PAGE + more * NEXT_PAGE;
  }
}
