package dev.sluice.store.architecture.broken;

import java.sql.Connection;
import java.sql.SQLException;

final class UsesJdbc {
  private UsesJdbc() {}

  static void close(Connection connection) throws SQLException {
    connection.close();
  }
}
