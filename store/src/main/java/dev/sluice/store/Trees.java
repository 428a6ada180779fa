package dev.sluice.store;

import dev.sluice.chat.Message;
import dev.sluice.log.RunLogException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the trees of messages. */
final class Trees {
  /** A way from a message to its beginning is not followed further. */
  private static final int MAX_PATH = 100_000;

  private static final String COLUMNS =
      """
      SELECT m.id, p.id, m.role, m.form, m.created, m.run, m.ending, m.number FROM message m
      LEFT JOIN message p ON p.number = m.parent
      """;

  private static final String PATH =
      """
      WITH RECURSIVE up (number, steps) AS (
        SELECT ?1, 0
        UNION ALL
        SELECT m.parent, steps + 1 FROM up JOIN message m ON m.number = up.number
        WHERE m.parent IS NOT NULL AND steps < ?2
      )
      """
          + COLUMNS
          + "JOIN up ON up.number = m.number ORDER BY up.steps DESC";

  private static final String LEAVES =
      COLUMNS
          + """
          WHERE m.conversation = ? AND NOT EXISTS (SELECT 1 FROM message b WHERE b.parent = m.number)
          ORDER BY m.number DESC LIMIT ?
          """;

  /** Every message behind the one that it goes below, branch by branch. */
  private static final String ORDER =
      """
      WITH RECURSIVE down (number, steps) AS (
        SELECT number, 0 FROM message WHERE conversation = ?1 AND parent IS NULL
        UNION ALL
        SELECT m.number, steps + 1 FROM down JOIN message m ON m.parent = down.number
        ORDER BY 2 DESC, 1
      )
      SELECT number FROM down
      """;

  private Trees() {}

  static RunLogException gone(String id) {
    return new RunLogException(
        RunLogException.Kind.GONE, "there is no conversation " + id + ", or no more");
  }

  /** The number of a conversation's row. */
  static long number(Session session, String conversation) throws SQLException {
    long number =
        session.number(
            "SELECT number FROM conversation WHERE id = ? AND arriving IS NULL", conversation);
    if (number == 0) {
      throw gone(conversation);
    }
    return number;
  }

  /** The number of a message's row, 0 if the conversation has none of this id. */
  static long message(Session session, long conversation, String id) throws SQLException {
    return session.number(
        "SELECT number FROM message WHERE conversation = ? AND id = ?", conversation, id);
  }

  /** From the beginning to this message, or to the head if none is named. */
  static List<KeptMessage> path(Session session, String conversation, Optional<String> leaf)
      throws SQLException {
    long number = number(session, conversation);
    long end =
        leaf.isPresent()
            ? message(session, number, leaf.get())
            : session.number("SELECT head FROM conversation WHERE number = ?", number);
    if (leaf.isPresent() && end == 0) {
      throw noMessage(conversation, leaf.get());
    }
    return end == 0 ? List.of() : list(session.query(PATH, end, MAX_PATH));
  }

  /**
   * Deletes a conversation with its messages, however many stand below each other: else each would
   * take its children with it, one within the other, and SQLite stops at a thousand.
   *
   * @return how many that were: 1, or 0 if it is not there
   */
  static int remove(Session session, long conversation) throws SQLException {
    session.update("UPDATE message SET parent = NULL WHERE conversation = ?", conversation);
    return session.update("DELETE FROM conversation WHERE number = ?", conversation);
  }

  static RunLogException noMessage(String conversation, String id) {
    return new RunLogException(
        RunLogException.Kind.GONE,
        "there is no message " + id + " in the conversation " + conversation);
  }

  /** The last messages of the branches, the newest first. */
  static List<KeptMessage> leaves(Session session, String conversation) throws SQLException {
    return list(session.query(LEAVES, number(session, conversation), Page.MAX));
  }

  /** The rows of all messages, every one behind the one that it goes below. */
  static List<Long> order(Session session, long conversation) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (ResultSet rows = session.query(ORDER, conversation)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  /** One row, if it is there still. */
  static Optional<KeptMessage> one(Session session, long number) throws SQLException {
    return list(session.query(COLUMNS + "WHERE m.number = ?", number)).stream().findFirst();
  }

  private static List<KeptMessage> list(ResultSet rows) throws SQLException {
    List<KeptMessage> messages = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        messages.add(row(rows));
      }
    }
    return messages;
  }

  private static KeptMessage row(ResultSet row) throws SQLException {
    String id = row.getString(1);
    byte @Nullable [] form = row.getBytes(4);
    Optional<Message> message = form == null ? Optional.empty() : Optional.of(Forms.read(form, id));
    return new KeptMessage(
        id,
        Optional.ofNullable(row.getString(2)),
        row.getString(3),
        message,
        Instant.ofEpochMilli(row.getLong(5)),
        Optional.ofNullable(row.getString(6)),
        Optional.ofNullable(row.getString(7)));
  }

  /** What of these goes into the next request: an answer that waits, or is empty, does not. */
  static List<Message> history(List<KeptMessage> path) {
    List<Message> history = new ArrayList<>();
    for (KeptMessage kept : path) {
      kept.message().filter(Trees::saysSomething).ifPresent(history::add);
    }
    return history;
  }

  private static boolean saysSomething(Message message) {
    return !(message instanceof Message.Assistant answer && answer.parts().isEmpty());
  }
}
