package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists conversations. */
final class Listing {
  private static final String COLUMNS =
      """
      SELECT c.id, c.title, c.pinned, c.created, c.updated, m.id,
        (SELECT count(*) FROM message a WHERE a.conversation = c.number)
      FROM conversation c LEFT JOIN message m ON m.number = c.head
      WHERE c.arriving IS NULL
      """;

  private static final String ORDER = " ORDER BY c.updated DESC, c.number DESC LIMIT ?";
  private static final String BEHIND =
      " AND (c.updated, c.number) < (SELECT b.updated, b.number FROM conversation b WHERE b.id ="
          + " ?)";
  private static final String BEGINNING =
      "SELECT id FROM conversation WHERE id >= ?1 AND id < ?2 AND arriving IS NULL ORDER BY id"
          + " LIMIT 2";

  private final Database database;

  Listing(Database database) {
    this.database = database;
  }

  List<Conversation> all(Page page) {
    return list(COLUMNS, page);
  }

  List<Conversation> pinned(Page page) {
    return list(COLUMNS + " AND c.pinned = 1", page);
  }

  private List<Conversation> list(String sql, Page page) {
    return database.read(
        session -> {
          if (page.before().isEmpty()) {
            return rows(session.query(sql + ORDER, page.limit()));
          }
          String before = page.before().get();
          Trees.number(session, before);
          return rows(session.query(sql + BEHIND + ORDER, before, page.limit()));
        });
  }

  Optional<Conversation> find(String idOrBeginning) {
    return database.read(
        session -> {
          Optional<String> id = Beginnings.find(session, BEGINNING, idOrBeginning);
          return id.isEmpty() ? Optional.empty() : one(session, id.get());
        });
  }

  /** The one of this id. */
  Conversation get(String id) {
    return database.read(session -> one(session, id).orElseThrow(() -> Trees.gone(id)));
  }

  private static Optional<Conversation> one(Session session, String id) throws SQLException {
    return rows(session.query(COLUMNS + " AND c.id = ?", id)).stream().findFirst();
  }

  private static List<Conversation> rows(ResultSet rows) throws SQLException {
    List<Conversation> conversations = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        conversations.add(
            new Conversation(
                rows.getString(1),
                rows.getString(2),
                rows.getInt(3) == 1,
                Instant.ofEpochMilli(rows.getLong(4)),
                Instant.ofEpochMilli(rows.getLong(5)),
                Optional.ofNullable(rows.getString(6)),
                rows.getInt(7)));
      }
    }
    return conversations;
  }
}
