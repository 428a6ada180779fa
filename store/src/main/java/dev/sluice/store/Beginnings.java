package dev.sluice.store;

import dev.sluice.log.RunLogException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Finds rows by the beginning of their id. */
final class Beginnings {
  private Beginnings() {}

  /**
   * The one id that is this, or begins so; in small letters, too, as people type it.
   *
   * @param sql asks for ids from ?1 on and before ?2, two at the most, in their order
   * @throws RunLogException if several begin so
   */
  static Optional<String> find(Session session, String sql, String idOrBeginning)
      throws SQLException {
    if (idOrBeginning.isBlank()) {
      return Optional.empty();
    }
    Optional<String> found = one(session, sql, idOrBeginning);
    return found.isPresent()
        ? found
        : one(session, sql, idOrBeginning.strip().toUpperCase(Locale.ROOT));
  }

  private static Optional<String> one(Session session, String sql, String beginning)
      throws SQLException {
    // Behind all that begin so: no character of an id is greater.
    try (ResultSet rows = session.query(sql, beginning, beginning + "\uffff")) {
      if (!rows.next()) {
        return Optional.empty();
      }
      String id = rows.getString(1);
      if (!id.equals(beginning) && rows.next()) {
        throw new RunLogException(
            RunLogException.Kind.GONE,
            "several ids begin with " + beginning + ": give more of the one that is meant");
      }
      return Optional.of(id);
    }
  }
}
