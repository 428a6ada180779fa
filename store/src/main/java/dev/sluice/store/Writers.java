package dev.sluice.store;

import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who writes, in any process. A writer takes a number that none had before him, its epoch, and as
 * long as he lives holds a lock on a file of that name: the system lets go of it however he ends.
 * Thread-safe.
 */
final class Writers {
  private static final String ENDING = ".lock";

  /** What a writer of ours can have made: whatever else is in the folder is somebody's own. */
  private static final Pattern NAME = Pattern.compile("[1-9][0-9]{0,18}\\.lock");

  private final Database database;
  private final Path folder;

  /**
   * The writers of this database.
   *
   * @param folder where their files are; made when the first writer comes
   */
  Writers(Database database, Path folder) {
    this.database = database;
    this.folder = folder;
  }

  /** A new writer, and what writers of old have left goes. */
  WriterLock enlist(Clock clock) {
    AtomicReference<WriterLock> taken = new AtomicReference<>();
    try {
      return database.write(
          session -> {
            session.update("INSERT INTO writer (started) VALUES (?)", clock.now().toEpochMilli());
            WriterLock lock = lock(session);
            taken.set(lock);
            try {
              removeLeftovers();
            } catch (IOException e) {
              throw Trouble.of(folder, e);
            }
            return lock;
          });
    } catch (RuntimeException | Error e) {
      release(taken.get());
      throw e;
    }
  }

  /** Lets go of a lock whose row was not committed: its number is another writer's next. */
  static void release(@Nullable WriterLock uncommitted) {
    if (uncommitted != null) {
      uncommitted.close();
    }
  }

  /**
   * Another epoch of a writer that has one.
   *
   * @param session in a transaction that writes
   */
  WriterLock enlistAgain(Session session, long epoch) throws SQLException {
    session.update(
        "INSERT INTO writer (started) SELECT started FROM writer WHERE epoch = ?", epoch);
    return lock(session);
  }

  /**
   * In the transaction that adds the row: nobody else can look at the new file before it is locked,
   * and take it for one that was left behind.
   */
  private WriterLock lock(Session session) throws SQLException {
    long epoch = session.number("SELECT last_insert_rowid()");
    try {
      OwnFiles.folder(folder, "");
      return WriterLock.take(file(epoch), epoch);
    } catch (IOException e) {
      throw Trouble.of(folder, e);
    }
  }

  /** Whether the writer of this epoch is gone: his lock can be taken. */
  boolean isGone(long epoch) {
    try {
      return WriterLock.isFree(file(epoch));
    } catch (AccessDeniedException e) {
      return false; // Another user's: whether he is there can't be known.
    } catch (IOException e) {
      throw Trouble.of(folder, e);
    }
  }

  private Path file(long epoch) {
    return folder.resolve(epoch + ENDING);
  }

  private void removeLeftovers() throws IOException {
    List<Path> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files = inside.filter(Writers::isLock).toList();
    }
    for (Path file : files) {
      try {
        if (WriterLock.isFree(file)) {
          Files.deleteIfExists(file);
        }
      } catch (AccessDeniedException e) {
        // Another user's: it stays.
      }
    }
  }

  private static boolean isLock(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
