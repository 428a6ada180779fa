package dev.sluice.store;

import dev.sluice.log.RunLogException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, and how a database of an earlier version comes to have them. Every version is a list
 * of statements that make it of the one before, the first one of an empty file; what stands here is
 * never changed once it was released, later versions are added behind it.
 *
 * <p>What the tables say:
 *
 * <ul>
 *   <li>{@code writer}: a store that was opened for writing; its number is the epoch.
 *   <li>{@code run}, {@code block}: the run log. A run ends at {@code position}, behind an entry of
 *       the writer {@code last_epoch} (0 if there is none); {@code epoch} is who may write it now.
 *       {@code owner} is empty for runs that are nobody's in particular; {@code label} has what
 *       else runs are found by, with the owner of each once more, so that one look finds it.
 *   <li>{@code tick}: the last blocks of runs that go on, a group's of all runs under one epoch to
 *       a row, in the form of {@link Tick}. They are moved to {@code block}, joined, from time to
 *       time, and when their run ends; what stands there already, no longer counts here.
 *   <li>{@code conversation}, {@code message}: the trees. While {@code arriving} holds the epoch of
 *       a writer it is being imported, and is not there for anybody else. A message's {@code
 *       parent} stands in the same conversation. {@code run} names the run whose answer it is;
 *       while {@code form} is null it waits for it, and {@code epoch} is the writer that does the
 *       waiting. A run is named before its own row is there, so no foreign key leads to it.
 *   <li>{@code message_text}: what is searched, by the message's number, and titles by their
 *       conversation's, less than zero. It keeps no text, only where it is; what a hit reads is
 *       taken from {@code form}. {@code message_term} lists what the index has.
 * </ul>
 *
 * <p>Times are milliseconds since 1970. Rows that belong to others go with them where {@code PRAGMA
 * foreign_keys} is on, which every connection that writes has to see to.
 */
final class Schema {
  /** The version that this code reads and writes. */
  static final int VERSION = 2;

  /** Says whose file it is, in the file's header: {@code Slui}. */
  static final int APPLICATION_ID = 0x536c7569;

  private static final List<String> VERSION_1 =
      List.of(
          """
          CREATE TABLE writer (
            epoch INTEGER PRIMARY KEY AUTOINCREMENT,
            started INTEGER NOT NULL
          ) STRICT
          """,
          """
          CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL,
            created INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            last_epoch INTEGER NOT NULL DEFAULT 0,
            position INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0,
            ending TEXT,
            ended INTEGER,
            usage BLOB,
            input_tokens INTEGER,
            output_tokens INTEGER,
            request BLOB NOT NULL,
            CHECK ((ending IS NULL) = (ended IS NULL))
          ) STRICT
          """,
          "CREATE INDEX run_created ON run (created, number)",
          "CREATE INDEX run_open ON run (epoch) WHERE ended IS NULL",
          "CREATE INDEX run_ended ON run (ended) WHERE ended IS NOT NULL",
          """
          CREATE TABLE label (
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
            PRIMARY KEY (owner, name, value, run)
          ) STRICT, WITHOUT ROWID
          """,
          "CREATE INDEX label_run ON label (run)",
          """
          CREATE TABLE block (
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            bytes BLOB NOT NULL,
            PRIMARY KEY (run, position)
          ) STRICT, WITHOUT ROWID
          """,
          """
          CREATE TABLE conversation (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            arriving INTEGER,
            head INTEGER REFERENCES message (number) ON DELETE SET NULL
          ) STRICT
          """,
          "CREATE INDEX conversation_updated ON conversation (updated, number)",
          "CREATE INDEX conversation_pinned ON conversation (updated, number) WHERE pinned = 1",
          "CREATE INDEX conversation_head ON conversation (head)",
          """
          CREATE TABLE message (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
            parent INTEGER REFERENCES message (number) ON DELETE CASCADE,
            role TEXT NOT NULL,
            form BLOB,
            created INTEGER NOT NULL,
            run TEXT,
            epoch INTEGER,
            ending TEXT,
            CHECK (parent <> number),
            CHECK (form IS NOT NULL OR (run IS NOT NULL AND epoch IS NOT NULL))
          ) STRICT
          """,
          "CREATE INDEX message_conversation ON message (conversation, number)",
          "CREATE INDEX message_parent ON message (parent)",
          "CREATE UNIQUE INDEX message_run ON message (run) WHERE run IS NOT NULL",
          "CREATE INDEX message_waiting ON message (epoch) WHERE form IS NULL",
          """
          CREATE VIRTUAL TABLE message_text USING fts5 (
            text, content = '', contentless_delete = 1, tokenize = 'trigram'
          )
          """,
          """
          CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
            DELETE FROM message_text WHERE rowid = old.number;
          END
          """,
          """
          CREATE TRIGGER conversation_gone AFTER DELETE ON conversation BEGIN
            DELETE FROM message_text WHERE rowid = -old.number;
          END
          """,
          "CREATE VIRTUAL TABLE message_term USING fts5vocab (message_text, row)");

  private static final List<String> VERSION_2 =
      List.of(
          """
          CREATE TABLE tick (
            number INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL,
            bytes BLOB NOT NULL
          ) STRICT
          """);

  /** What makes version n + 1 of version n. */
  private static final List<List<String>> UPGRADES = List.of(VERSION_1, VERSION_2);

  private Schema() {}

  /**
   * Brings a database to this version, in one transaction; only reads if it is there already. To be
   * called before anything else is done with the connection but setting its busy timeout: an empty
   * file is told here how it gives back room, which can't be told later.
   *
   * @param file for messages
   * @throws RunLogException if a later version wrote it, or another program did
   */
  static void bringUp(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (versionAtOnce(statement, connection, file) == VERSION) {
        return;
      }
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("BEGIN IMMEDIATE");
      try {
        // Somebody else may have been quicker.
        for (int have = version(connection, file); have < VERSION; have++) {
          for (String sql : UPGRADES.get(have)) {
            statement.execute(sql);
          }
        }
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollBack(statement, e);
        throw e;
      }
    }
  }

  /**
   * The version, asked for in one transaction: somebody may be bringing it up between two
   * questions.
   */
  private static int versionAtOnce(Statement statement, Connection connection, Path file)
      throws SQLException {
    statement.execute("BEGIN");
    try {
      int version = version(connection, file);
      statement.execute("COMMIT");
      return version;
    } catch (SQLException | RuntimeException e) {
      rollBack(statement, e);
      throw e;
    }
  }

  /** The version of what is there, 0 if that is nothing; refuses what it must not touch. */
  static int version(Connection connection, Path file) throws SQLException {
    int application = number(connection, "PRAGMA application_id");
    int version = number(connection, "PRAGMA user_version");
    if (application == APPLICATION_ID && version > VERSION) {
      throw new RunLogException(
          RunLogException.Kind.NEWER,
          file
              + " was written by a later version of Sluice (its version is "
              + version
              + ", this one knows "
              + VERSION
              + "); use that one, or move the file away");
    }
    boolean ours = application == APPLICATION_ID && version > 0;
    boolean empty =
        application == 0
            && version == 0
            && number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!ours && !empty) {
      throw new RunLogException(
          RunLogException.Kind.CORRUPT,
          file + " is not a database of Sluice; move it away, or name another folder");
    }
    return version;
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static void rollBack(Statement statement, Exception why) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does after some errors.
      why.addSuppressed(e);
    }
  }
}
