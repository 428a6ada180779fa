package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.log.RunLogException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("some.db");
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
    execute(connection, "PRAGMA busy_timeout = 10000");
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private void refuses(RunLogException.Kind kind) {
    assertThatExceptionOfType(RunLogException.class)
        .isThrownBy(
            () -> {
              try (Connection connection = connect()) {
                Schema.bringUp(connection, file());
              }
            })
        .withMessageContaining("some.db")
        .withMessageContaining("move")
        .satisfies(told -> assertThat(told.kind()).isEqualTo(kind));
  }

  @Test
  void anEmptyFileGetsAllTablesAndGivesBackRoom() throws SQLException {
    try (Connection connection = connect()) {
      Schema.bringUp(connection, file());
      assertThat(Schema.version(connection, file())).isEqualTo(Schema.VERSION);
      assertThat(first(connection, "PRAGMA auto_vacuum")).isEqualTo("2");
      assertThat(first(connection, "PRAGMA application_id"))
          .isEqualTo(Integer.toString(Schema.APPLICATION_ID));
      assertThat(first(connection, "SELECT count(*) FROM run, conversation, message"))
          .isEqualTo("0");
    }
  }

  @Test
  void bringingUpWhatIsUpChangesNothing() throws SQLException {
    try (Connection connection = connect();
        Connection writing = connect()) {
      Schema.bringUp(connection, file());
      String before = first(connection, "PRAGMA schema_version");
      execute(writing, "BEGIN IMMEDIATE");
      execute(connection, "PRAGMA busy_timeout = 0");
      Schema.bringUp(connection, file());
      assertThat(first(connection, "PRAGMA schema_version")).isEqualTo(before);
      execute(writing, "ROLLBACK");
    }
  }

  @Test
  void severalMayDoItAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            () -> {
              try (Connection connection = connect()) {
                Schema.bringUp(connection, file());
                return Schema.version(connection, file());
              }
            });
      }
      for (Future<Integer> one : threads.invokeAll(all)) {
        assertThat(one.get()).isEqualTo(Schema.VERSION);
      }
    }
  }

  @Test
  void aLaterVersionIsRefusedAndLeftAsItIs() throws SQLException {
    try (Connection connection = connect()) {
      Schema.bringUp(connection, file());
      execute(connection, "PRAGMA user_version = " + (Schema.VERSION + 1));
    }
    refuses(RunLogException.Kind.NEWER);
    try (Connection connection = connect()) {
      assertThat(first(connection, "PRAGMA user_version"))
          .isEqualTo(Integer.toString(Schema.VERSION + 1));
    }
  }

  @Test
  void anotherProgramsDatabaseIsRefusedAndLeftAsItIs() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "CREATE TABLE theirs (x)");
    }
    refuses(RunLogException.Kind.CORRUPT);
    try (Connection connection = connect()) {
      execute(connection, "PRAGMA user_version = 1");
    }
    refuses(RunLogException.Kind.CORRUPT);
    try (Connection connection = connect()) {
      assertThat(first(connection, "SELECT group_concat(name) FROM sqlite_schema"))
          .isEqualTo("theirs");
    }
  }

  @Test
  void aStepThatFailsLeavesAnEmptyFile() throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, "PRAGMA max_page_count = 8");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> Schema.bringUp(connection, file()));
    }
    try (Connection connection = connect()) {
      assertThat(Schema.version(connection, file())).isZero();
      Schema.bringUp(connection, file());
    }
  }
}
