package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for words in all messages and titles. */
final class Search {
  private static final String COLUMNS =
      "SELECT c.id, c.title, m.id, m.role, m.created, m.form FROM ";

  private static final String OF_CONVERSATION =
      " JOIN conversation c ON c.number = m.conversation AND c.arriving IS NULL";

  private static final String INDEXED =
      COLUMNS + "message_text t JOIN message m ON m.number = t.rowid" + OF_CONVERSATION;

  // A row is compared whole, names of members included; what is found there alone is left out
  // later.
  private static final String COMPARED =
      " (CAST(m.form AS TEXT) LIKE ?1 ESCAPE '\\' OR CAST(m.form AS TEXT) LIKE ?2 ESCAPE '\\')";

  private static final String BY_INDEX =
      INDEXED + " WHERE message_text MATCH ?1 ORDER BY t.rowid DESC";

  private static final String BY_BOTH =
      INDEXED + " WHERE message_text MATCH ?3 AND" + COMPARED + " ORDER BY t.rowid DESC";

  private static final String BY_COMPARING =
      COLUMNS + "message m" + OF_CONVERSATION + " WHERE" + COMPARED + " ORDER BY m.number DESC";

  private static final String TITLES =
      """
      SELECT id, title, updated FROM conversation
      WHERE arriving IS NULL AND (title LIKE ?1 ESCAPE '\\' OR title LIKE ?2 ESCAPE '\\')
      ORDER BY updated DESC, number DESC
      """;

  private final Words words;
  private final int limit;
  private final List<Hit> hits = new ArrayList<>();

  private Search(Words words, int limit) {
    this.words = words;
    this.limit = limit;
  }

  static Search of(String text, int limit) {
    return new Search(Words.of(text), limit);
  }

  List<Hit> in(Database database) {
    if (!words.isEmpty()) {
      database.read(
          session -> {
            messages(rows(session));
            titles(session);
            return hits;
          });
    }
    return List.copyOf(hits);
  }

  private ResultSet rows(Session session) throws SQLException {
    if (words.compared().isEmpty()) {
      return session.query(BY_INDEX, words.expression());
    }
    String word = words.compared().getFirst();
    String like = Words.likeInForm(word);
    String other = Words.likeInForm(Words.otherCase(word));
    return words.found().isEmpty()
        ? session.query(BY_COMPARING, like, other)
        : session.query(BY_BOTH, like, other, words.expression());
  }

  private void messages(ResultSet rows) throws SQLException {
    try (rows) {
      while (hits.size() < limit && rows.next()) {
        String message = rows.getString(3);
        String text = Wording.of(Forms.read(rows.getBytes(6), message));
        if (words.areCompared(text)) {
          Snippet snippet = Snippet.of(text, words.first());
          hits.add(
              new Hit(
                  rows.getString(1),
                  rows.getString(2),
                  Optional.of(message),
                  rows.getString(4),
                  Instant.ofEpochMilli(rows.getLong(5)),
                  snippet.text(),
                  snippet.from(),
                  snippet.to()));
        }
      }
    }
  }

  private void titles(Session session) throws SQLException {
    if (hits.size() >= limit) {
      return;
    }
    Set<String> known = new HashSet<>();
    hits.forEach(hit -> known.add(hit.conversation()));
    String word = words.first();
    try (ResultSet rows =
        session.query(TITLES, Words.like(word), Words.like(Words.otherCase(word)))) {
      while (hits.size() < limit && rows.next()) {
        String title = rows.getString(2);
        if (words.areAll(title) && known.add(rows.getString(1))) {
          Snippet snippet = Snippet.of(title, word);
          hits.add(
              new Hit(
                  rows.getString(1),
                  title,
                  Optional.empty(),
                  "",
                  Instant.ofEpochMilli(rows.getLong(3)),
                  snippet.text(),
                  snippet.from(),
                  snippet.to()));
        }
      }
    }
  }
}
