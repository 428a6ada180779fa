/** Kept answers: the run log and conversations in SQLite. */
module dev.sluice.store {
  requires transitive dev.sluice;
  requires java.sql;
  requires tools.jackson.core;
  requires org.xerial.sqlitejdbc;
  requires static transitive org.jspecify;

  exports dev.sluice.store;
}
