package dev.sluice.store;

import dev.sluice.chat.Usage;
import dev.sluice.codec.EventFormatException;
import dev.sluice.codec.MessageCodec;
import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run's row, as far as it is needed to write on.
 *
 * @param number what its blocks name it by
 * @param epoch of its writer
 * @param last behind the last entry that is kept
 * @param settled how many of its entries are in blocks; the others are in {@link Ticks}
 * @param isOver whether it has its ending
 */
record RunRow(long number, String id, long epoch, Offset last, long settled, boolean isOver) {

  static Optional<RunRow> find(Session session, String id) throws SQLException {
    try (ResultSet rows =
        session.query(
            """
            SELECT run.number, run.epoch, run.ended IS NOT NULL,
                   block.epoch, block.position, block.count
              FROM run LEFT JOIN block ON block.run = run.number AND block.position =
                   (SELECT max(position) FROM block WHERE run = run.number)
             WHERE run.id = ?
            """,
            id)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      Offset settled = rows.getObject(4) == null ? Offset.START : last(id, rows, 4);
      RunRow row =
          new RunRow(
              rows.getLong(1),
              id,
              rows.getLong(2),
              settled,
              settled.position(),
              rows.getBoolean(3));
      return Optional.of(row.isOver ? row : row.withTicks(session));
    }
  }

  /** One that goes on may have more than its blocks. */
  private RunRow withTicks(Session session) throws SQLException {
    Optional<Offset> end = Ticks.end(session, this);
    return end.isEmpty() ? this : new RunRow(number, id, epoch, end.get(), settled, isOver);
  }

  /** Where the block ends whose epoch, position and count are in these columns. */
  private static Offset last(String id, ResultSet row, int column) throws SQLException {
    long epoch = row.getLong(column);
    long position = row.getLong(column + 1);
    long count = row.getLong(column + 2);
    if (epoch < 1
        || position < 0
        || count < 1
        || count > Integer.MAX_VALUE
        || position > Long.MAX_VALUE / 2) {
      throw damaged(
          id,
          "there are no %d entries of the writer %d behind the first %d"
              .formatted(count, epoch, position),
          null);
    }
    return new Offset(epoch, position + count);
  }

  /** The block whose epoch, position, count and bytes are the first columns. */
  static Block block(String id, ResultSet row) throws SQLException {
    Offset end = last(id, row, 1);
    int count = row.getInt(3);
    return new Block(end.epoch(), end.position() - count, count, row.getBytes(4));
  }

  /** What stands there was not written by us, or is not what was written. */
  static RunLogException damaged(String id, String what, @Nullable Exception why) {
    String message = "the run " + id + " is damaged: " + what;
    return why == null
        ? new RunLogException(RunLogException.Kind.CORRUPT, message)
        : new RunLogException(RunLogException.Kind.CORRUPT, message, why);
  }

  /**
   * Adds the row of a run that begins.
   *
   * @param after its number is greater than this
   */
  static RunRow begin(Session session, RunStart start, long epoch, long after) throws SQLException {
    session.update(
        """
        INSERT INTO run (number, id, owner, model, request, created, epoch)
        VALUES (max(?, ifnull((SELECT max(number) FROM run), 0)) + 1, ?, ?, ?, ?, ?, ?)
        """,
        after,
        start.id(),
        start.owner(),
        start.model(),
        MessageCodec.encode(start.request()),
        start.at().toEpochMilli(),
        epoch);
    long number = session.number("SELECT last_insert_rowid()");
    for (var label : start.labels().entrySet()) {
      session.update(
          "INSERT INTO label (owner, name, value, run) VALUES (?, ?, ?, ?)",
          start.owner(),
          label.getKey(),
          label.getValue(),
          number);
    }
    return new RunRow(number, start.id(), epoch, Offset.START, 0, false);
  }

  /** Has it written by another one from now on. */
  void handOver(Session session, long to) throws SQLException {
    session.update("UPDATE run SET epoch = ? WHERE number = ?", to, number);
  }

  /** Says how it ended, and how much there is of it, which no longer changes; all is settled. */
  void end(Session session, Offset at, RunState.Ended ended) throws SQLException {
    session.update(
        """
        UPDATE run SET ending = ?, ended = ?, usage = ?, input_tokens = ?, output_tokens = ?,
               last_epoch = ?, position = ?, bytes = ?
         WHERE number = ?
        """,
        ended.kind(),
        ended.at().toEpochMilli(),
        UsageColumn.of(ended.usage()),
        orNull(ended.usage().inputTokens()),
        orNull(ended.usage().outputTokens()),
        at.epoch(),
        at.position(),
        settledBytes(session),
        number);
  }

  /** All that is kept of it but its entries. */
  RunState state(Session session) throws SQLException {
    long bytes = bytes(session);
    Map<String, String> labels = labels(session);
    try (ResultSet rows =
        session.query(
            "SELECT model, request, created, ending, ended, usage, owner FROM run WHERE number = ?",
            number)) {
      if (!rows.next()) {
        throw new SQLException("a row went within a transaction");
      }
      return new RunState(start(rows, labels), epoch, last, bytes, ended(rows));
    }
  }

  private RunStart start(ResultSet row, Map<String, String> labels) throws SQLException {
    try {
      return new RunStart(
          id,
          row.getString(1),
          MessageCodec.decodeRequest(row.getBytes(2)),
          Instant.ofEpochMilli(row.getLong(3)),
          row.getString(7),
          labels);
    } catch (EventFormatException | IllegalArgumentException e) {
      throw damaged(id, "its start can't be read: " + e.getMessage(), e);
    }
  }

  private Map<String, String> labels(Session session) throws SQLException {
    Map<String, String> labels = new HashMap<>();
    try (ResultSet rows = session.query("SELECT name, value FROM label WHERE run = ?", number)) {
      while (rows.next()) {
        labels.put(rows.getString(1), rows.getString(2));
      }
    }
    return labels;
  }

  private static Optional<RunState.Ended> ended(ResultSet rows) throws SQLException {
    String kind = rows.getString(4);
    if (kind == null) {
      return Optional.empty();
    }
    Usage usage = UsageColumn.read(rows.getBytes(6));
    return Optional.of(new RunState.Ended(kind, usage, Instant.ofEpochMilli(rows.getLong(5))));
  }

  private long bytes(Session session) throws SQLException {
    long bytes = settledBytes(session);
    if (last.position() > settled) {
      for (Block block : Ticks.behind(session, this, settled)) {
        bytes += block.bytes().length;
      }
    }
    return bytes;
  }

  /** SQLite learns a value's length without reading it. */
  private long settledBytes(Session session) throws SQLException {
    return session.number("SELECT total(length(bytes)) FROM block WHERE run = ?", number);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? (Long) value.getAsLong() : null;
  }
}
