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
 * @param isOver whether it has its ending
 */
record RunRow(long number, String id, long epoch, Offset last, boolean isOver) {

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
      return rows.next()
          ? Optional.of(
              new RunRow(
                  rows.getLong(1),
                  id,
                  rows.getLong(2),
                  rows.getObject(4) == null ? Offset.START : last(id, rows, 4),
                  rows.getBoolean(3)))
          : Optional.empty();
    }
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
  private static RunLogException damaged(String id, String what, @Nullable Exception why) {
    String message = "the run " + id + " is damaged: " + what;
    return why == null
        ? new RunLogException(RunLogException.Kind.CORRUPT, message)
        : new RunLogException(RunLogException.Kind.CORRUPT, message, why);
  }

  /** Adds the row of a run that begins. */
  static RunRow begin(Session session, RunStart start, long epoch) throws SQLException {
    session.update(
        "INSERT INTO run (id, owner, model, request, created, epoch) VALUES (?, ?, ?, ?, ?, ?)",
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
    return new RunRow(number, start.id(), epoch, Offset.START, false);
  }

  /** Has it written by another one from now on. */
  void handOver(Session session, long to) throws SQLException {
    session.update("UPDATE run SET epoch = ? WHERE number = ?", to, number);
  }

  /** Says how it ended, and how much there is of it, which no longer changes. */
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
        bytes(session),
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

  /** SQLite learns a value's length without reading it. */
  private long bytes(Session session) throws SQLException {
    return session.number("SELECT total(length(bytes)) FROM block WHERE run = ?", number);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? (Long) value.getAsLong() : null;
  }
}
