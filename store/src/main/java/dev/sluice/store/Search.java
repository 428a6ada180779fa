package dev.sluice.store;

import dev.sluice.log.RunLogException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for words in all messages, and in the titles that somebody gave; one that is made of the
 * first question is found with that. Titles stand in the index by the number of their conversation,
 * less than zero, and so behind all messages.
 */
final class Search {
  /** Behind each indexed text: with it, every character has two behind it. */
  private static final String END = "\n\n";

  /** Words that are short are mostly frequent: so they are looked for in so many messages first. */
  private static final int NEWEST = 1000;

  private static final String MESSAGES =
      """
      SELECT c.id, c.title, m.id, m.role, m.created, m.form
      FROM message m JOIN conversation c ON c.number = m.conversation
      WHERE c.arriving IS NULL AND m.form IS NOT NULL
      """;

  private final Words words;
  private final int limit;
  private final List<Hit> hits = new ArrayList<>();
  private final Set<String> conversations = new HashSet<>();

  private Search(Words words, int limit) {
    this.words = words;
    this.limit = limit;
  }

  /** Makes a text findable by the number of its message. */
  static void index(Session session, long message, String text) throws SQLException {
    if (!text.isEmpty()) {
      session.update("INSERT INTO message_text (rowid, text) VALUES (?, ?)", message, text + END);
    }
  }

  /** Makes a title that somebody gave findable, and the one before no more. */
  static void indexTitle(Session session, long conversation, String title) throws SQLException {
    session.update("DELETE FROM message_text WHERE rowid = ?", -conversation);
    index(session, -conversation, title);
  }

  static Search of(String text, int limit) {
    return new Search(Words.of(text), limit);
  }

  List<Hit> in(Database database) {
    if (!words.all().isEmpty()) {
      database.read(
          session -> {
            if (!words.areShort() || !isFrequent(session)) {
              byIndex(session);
            }
            return hits;
          });
    }
    return List.copyOf(hits);
  }

  /**
   * Whether the newest messages alone have enough hits, which are the ones that were looked for.
   */
  private boolean isFrequent(Session session) throws SQLException {
    try (ResultSet rows = session.query(MESSAGES + " ORDER BY m.number DESC LIMIT ?", NEWEST)) {
      while (hits.size() < limit && rows.next()) {
        message(rows);
      }
    }
    if (hits.size() < limit) {
      hits.clear();
      conversations.clear();
    }
    return hits.size() == limit;
  }

  private void byIndex(Session session) throws SQLException {
    String expression = words.expression(session);
    if (expression.isEmpty()) {
      return;
    }
    try (ResultSet found =
        session.query(
            "SELECT rowid FROM message_text WHERE message_text MATCH ? ORDER BY rowid DESC",
            expression)) {
      while (hits.size() < limit && found.next()) {
        long number = found.getLong(1);
        if (number > 0) {
          try (ResultSet row = session.query(MESSAGES + " AND m.number = ?", number)) {
            if (row.next()) {
              message(row);
            }
          }
        } else {
          title(session, -number);
        }
      }
    }
  }

  private void message(ResultSet row) throws SQLException {
    String message = row.getString(3);
    String text;
    try {
      text = Wording.of(Forms.read(row.getBytes(6), message));
    } catch (RunLogException damaged) {
      return; // Whoever reads its conversation is told; others are found all the same.
    }
    // A long word the index has found by its own rules for capitals, which are finer than these.
    if (!words.areShort() || words.areIn(text)) {
      Snippet snippet = Snippet.of(text, words.shown());
      conversations.add(row.getString(1));
      hits.add(
          new Hit(
              row.getString(1),
              row.getString(2),
              Optional.of(message),
              row.getString(4),
              Instant.ofEpochMilli(row.getLong(5)),
              snippet.text(),
              snippet.from(),
              snippet.to()));
    }
  }

  private void title(Session session, long conversation) throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT id, title, updated FROM conversation WHERE number = ? AND arriving IS NULL",
            conversation)) {
      if (row.next() && conversations.add(row.getString(1))) {
        String title = row.getString(2);
        Snippet snippet = Snippet.of(title, words.shown());
        hits.add(
            new Hit(
                row.getString(1),
                title,
                Optional.empty(),
                "",
                Instant.ofEpochMilli(row.getLong(3)),
                snippet.text(),
                snippet.from(),
                snippet.to()));
      }
    }
  }
}
