package dev.sluice.store;

import dev.sluice.log.RunLogException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists kept runs, and deletes them; their entries are read by {@link dev.sluice.log.RunLog#read}.
 * Thread-safe; every method may block for the disk, and throws {@link RunLogException}.
 */
public final class KeptRuns {
  private static final String COLUMNS =
      """
      SELECT r.id, r.model, r.created, r.ending, r.ended, r.epoch, r.input_tokens, r.output_tokens,
        r.bytes, c.id
      FROM run r LEFT JOIN message m ON m.run = r.id LEFT JOIN conversation c ON c.number = m.conversation
      """;

  private static final String ORDER = " ORDER BY r.created DESC, r.number DESC LIMIT ?";
  private static final String BEHIND =
      " WHERE (r.created, r.number) < (SELECT b.created, b.number FROM run b WHERE b.id = ?)";
  private static final String BEGINNING =
      "SELECT id FROM run WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 2";

  private final Database database;
  private final Writing writing;

  KeptRuns(Database database, Writing writing) {
    this.database = database;
    this.writing = writing;
  }

  /** The ones that were begun last, the last one first. */
  public List<KeptRun> list(Page page) {
    return database.read(
        session -> {
          if (page.before().isEmpty()) {
            return rows(session.query(COLUMNS + ORDER, page.limit()));
          }
          String before = page.before().get();
          if (session.number("SELECT count(*) FROM run WHERE id = ?", before) == 0) {
            throw gone(before);
          }
          return rows(session.query(COLUMNS + BEHIND + ORDER, before, page.limit()));
        });
  }

  /**
   * The one of this id, or of an id that begins so.
   *
   * @throws RunLogException if several begin so
   */
  public Optional<KeptRun> find(String idOrBeginning) {
    return database.read(
        session -> {
          Optional<String> id = Beginnings.find(session, BEGINNING, idOrBeginning);
          return id.isEmpty()
              ? Optional.empty()
              : rows(session.query(COLUMNS + " WHERE r.id = ?", id.get())).stream().findFirst();
        });
  }

  /**
   * Deletes a run's entries; what it said in a conversation stays there.
   *
   * @throws RunLogException {@code GONE} if there is none of this id, {@code BUSY} if it goes on
   */
  public void delete(String id) {
    database.write(
        session -> {
          KeptRun run =
              rows(session.query(COLUMNS + " WHERE r.id = ?", id)).stream()
                  .findFirst()
                  .orElseThrow(() -> gone(id));
          if (run.live()) {
            throw new RunLogException(
                RunLogException.Kind.BUSY,
                "the run " + id + " is being written; wait for its end or cancel it");
          }
          return session.update("DELETE FROM run WHERE id = ?", id);
        });
  }

  private static RunLogException gone(String id) {
    return new RunLogException(RunLogException.Kind.GONE, "there is no run " + id + ", or no more");
  }

  private List<KeptRun> rows(ResultSet rows) throws SQLException {
    List<KeptRun> runs = new ArrayList<>();
    Map<Long, Boolean> alive = new HashMap<>();
    try (rows) {
      while (rows.next()) {
        boolean ended = rows.getObject(5) != null;
        runs.add(
            new KeptRun(
                rows.getString(1),
                rows.getString(2),
                Instant.ofEpochMilli(rows.getLong(3)),
                Optional.ofNullable(rows.getString(4)),
                ended ? Optional.of(Instant.ofEpochMilli(rows.getLong(5))) : Optional.empty(),
                !ended && alive.computeIfAbsent(rows.getLong(6), writing::lives),
                number(rows, 7),
                number(rows, 8),
                rows.getLong(9),
                Optional.ofNullable(rows.getString(10))));
      }
    }
    return runs;
  }

  private static OptionalLong number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
