package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the statements that were prepared on it, which are kept: a statement is its
 * text, so no text may be made of values. One thread at a time.
 */
final class Session implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private int pages;
  private long transactions;
  private long failedCommits;

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The statement of this text, without values, ready to be used and never to be closed. */
  PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /**
   * Changes rows.
   *
   * @param values for the question marks: a Long, Integer, String, byte array or null each
   * @return how many rows were changed
   */
  int update(String sql, @Nullable Object... values) throws SQLException {
    int changed = bound(sql, values).executeUpdate();
    pages++;
    for (Object value : values) {
      pages += value instanceof byte[] bytes ? bytes.length / PAGE_BYTES : 0;
    }
    return changed;
  }

  /**
   * Asks for rows, which the caller closes before it asks for others by the same text.
   *
   * @param values as for {@link #update}
   */
  ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeQuery();
  }

  /** The first column of the first row; 0 if there is none, or nothing in it. */
  long number(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Begins a transaction by this statement. */
  void begin(String sql) throws SQLException {
    prepared(sql).execute();
    transactions++;
  }

  /** Commits it. */
  void commit() throws SQLException {
    try {
      prepared("COMMIT").execute();
    } catch (SQLException e) {
      failedCommits++;
      throw e;
    }
  }

  /** How many transactions have begun, the current one included. */
  long transactions() {
    return transactions;
  }

  /** How many of them could not be committed. */
  long failedCommits() {
    return failedCommits;
  }

  /** Does what is done once, or by a text that must be read anew each time, as pragmas are. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Lets go of what was prepared: the driver closes a statement when it fails. */
  void forget() throws SQLException {
    List<PreparedStatement> statements = List.copyOf(prepared.values());
    prepared.clear();
    for (PreparedStatement statement : statements) {
      statement.close();
    }
  }

  /** About how many pages were changed since this was asked last. */
  int takePages() {
    int taken = pages;
    pages = 0;
    return taken;
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      switch (value) {
        case null -> statement.setNull(i + 1, 0);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case String text -> statement.setString(i + 1, text);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        default -> throw new IllegalArgumentException("a value of " + value.getClass());
      }
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close(); // and with it, what was prepared
  }
}
