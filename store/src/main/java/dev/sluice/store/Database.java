package dev.sluice.store;

import dev.sluice.log.RunLogException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;

/**
 * The database: one connection that writes and a few that read, in SQLite's write-ahead log, so
 * that nobody who reads waits for a writer. Thread-safe; every method may block, and tells what
 * SQLite cannot do as a {@link RunLogException}.
 */
final class Database implements AutoCloseable {
  /** How long one transaction waits for those of other processes. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int READERS = 4;
  private static final int LOG_BYTES = 16 << 20;

  /** Who writes moves the log into the database only if nobody has done so for this many pages. */
  private static final int MAX_LOG_PAGES = 8000;

  /** About so many pages may be in the log before it is moved in the background. */
  private static final int USUAL_LOG_PAGES = 1000;

  private final Path file;
  private final Duration patience;
  private final Session writer;
  private final ReentrantLock writing = new ReentrantLock();
  private final Semaphore readers = new Semaphore(READERS);
  private final ArrayDeque<Session> idle = new ArrayDeque<>();
  private boolean durable; // guarded by writing
  private int inLog; // guarded by writing
  private volatile Runnable onLog = () -> {};
  private boolean closed; // guarded by idle; set while holding writing

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  private Database(Path file, Duration patience, Session writer) {
    this.file = file;
    this.patience = patience;
    this.writer = writer;
  }

  /**
   * Opens it, and makes it if it isn't there. The native library has been looked after.
   *
   * @throws RunLogException if it can't be opened, of any kind that SQLite has a reason for
   */
  static Database open(Path file, Duration patience) {
    Session session = null;
    try {
      session = connect(file, patience);
      Schema.bringUp(session.connection(), file);
      useLog(session);
      session.execute("PRAGMA synchronous = NORMAL");
      session.execute("PRAGMA wal_autocheckpoint = " + MAX_LOG_PAGES);
      session.execute("PRAGMA journal_size_limit = " + LOG_BYTES);
      // Where a sync does not mean the disk unless it is asked to: on a Mac.
      session.execute("PRAGMA fullfsync = ON");
      session.execute("PRAGMA checkpoint_fullfsync = ON");
      return new Database(file, patience, session);
    } catch (SQLException | RunLogException e) {
      closeAfter(session, e);
      throw e instanceof RunLogException told ? told : Trouble.of(file, (SQLException) e);
    }
  }

  /** Where it is. */
  Path file() {
    return file;
  }

  /**
   * Does this in a transaction that writes: all of it or, if it throws, none. What is committed is
   * seen by all and outlives the process; a power cut may take the last of it.
   */
  <T> T write(Work<T> work) {
    return write(false, work);
  }

  /**
   * The same, and once it returns no power cut takes it, nor anything that was committed before.
   */
  <T> T writeDurably(Work<T> work) {
    return write(true, work);
  }

  <T> T write(boolean durably, Work<T> work) {
    T result;
    boolean isMuch;
    writing.lock();
    try {
      requireOpen();
      if (durable != durably) {
        // SQLite obeys while it prepares this, so it is no statement to keep. In its log, FULL
        // means
        // that a commit waits for the disk, and NORMAL that the next checkpoint does.
        writer.execute(durably ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        durable = durably;
      }
      result = within(writer, "BEGIN IMMEDIATE", work);
      inLog += writer.takePages();
      isMuch = inLog > USUAL_LOG_PAGES;
      inLog = isMuch ? 0 : inLog;
    } catch (SQLException e) {
      throw Trouble.of(file, e);
    } finally {
      writing.unlock();
    }
    if (isMuch) {
      onLog.run();
    }
    return result;
  }

  /** Has this called, by who writes, when it is time for {@link #moveLog}. */
  void onLog(Runnable task) {
    onLog = task;
  }

  /**
   * Moves what is in the log into the database, which takes two waits for the disk, and holds up
   * neither readers nor writers.
   */
  void moveLog() {
    try (Session session = connect(file, patience)) {
      requireOpen();
      try (ResultSet rows = session.query("PRAGMA wal_checkpoint(PASSIVE)")) {
        rows.next();
      }
    } catch (SQLException e) {
      throw Trouble.of(file, e);
    }
  }

  /** Does this in a transaction that reads, and sees one state of all tables. */
  <T> T read(Work<T> work) {
    readers.acquireUninterruptibly();
    Session session = null;
    boolean well = false;
    try {
      session = reader();
      T result = within(session, "BEGIN", work);
      well = true;
      return result;
    } catch (SQLException e) {
      throw Trouble.of(file, e);
    } finally {
      giveBack(session, well);
      readers.release();
    }
  }

  /** Does this on the connection that writes, and in no transaction: for pragmas. */
  <T> T maintain(Work<T> work) {
    writing.lock();
    try {
      requireOpen();
      return work.with(writer);
    } catch (SQLException e) {
      throw Trouble.of(file, e);
    } finally {
      writing.unlock();
    }
  }

  private static <T> T within(Session session, String begin, Work<T> work) throws SQLException {
    session.begin(begin);
    try {
      T result = work.with(session);
      session.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(session, e);
      throw e;
    }
  }

  private static void rollBack(Session session, Throwable why) {
    try {
      session.forget();
      session.execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does when the disk is full.
      why.addSuppressed(e);
    }
  }

  private Session reader() throws SQLException {
    synchronized (idle) {
      requireOpen();
      Session known = idle.poll();
      if (known != null) {
        return known;
      }
    }
    Session session = connect(file, patience);
    session.execute("PRAGMA query_only = ON");
    return session;
  }

  private void giveBack(@Nullable Session session, boolean well) {
    if (session == null) {
      return;
    }
    synchronized (idle) {
      if (well && !closed) {
        idle.push(session);
        return;
      }
    }
    closeQuietly(session);
  }

  private void requireOpen() {
    synchronized (idle) {
      if (closed) {
        throw new RunLogException(
            RunLogException.Kind.CLOSED, file + " was closed by this process; open it again");
      }
    }
  }

  private static Session connect(Path file, Duration patience) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    // As a URI: in a plain path, a question mark would begin settings.
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
    BusyHandler.setHandler(connection, new Patience(patience));
    return new Session(connection);
  }

  /** The mode is kept in the file, so this changes it once. */
  private static void useLog(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      if (mode(statement, "PRAGMA journal_mode").equals("wal")) {
        return;
      }
      String now = mode(statement, "PRAGMA journal_mode = WAL");
      if (!now.equals("wal")) {
        throw new SQLException("its file system has no shared memory for it: journal mode " + now);
      }
    }
  }

  private static String mode(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static void closeAfter(@Nullable Session session, Exception why) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        why.addSuppressed(e);
      }
    }
  }

  private static void closeQuietly(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      // It only read: there is nothing to lose, and nobody to tell.
    }
  }

  /**
   * Waits for what writes, and closes all connections; the last one of all moves the log's rest.
   */
  @Override
  public void close() {
    writing.lock();
    try {
      synchronized (idle) {
        if (closed) {
          return;
        }
        closed = true;
        idle.forEach(Database::closeQuietly);
        idle.clear();
      }
      writer.close();
    } catch (SQLException e) {
      throw Trouble.of(file, e);
    } finally {
      writing.unlock();
    }
  }
}
