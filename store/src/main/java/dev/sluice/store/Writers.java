package dev.sluice.store;

import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who writes, in any process. A writer takes a number that none had before him, its epoch, and as
 * long as he lives holds a lock on a file of that name: the system lets go of it however he ends.
 * Thread-safe.
 */
final class Writers {
  private static final String ENDING = ".lock";

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
    // In one transaction: nobody else can look at the new file before it is locked, and take it for
    // one that was left behind.
    WriterLock[] taken = new WriterLock[1];
    try {
      return database.write(
          session -> {
            session.update("INSERT INTO writer (started) VALUES (?)", clock.now().toEpochMilli());
            long epoch = session.number("SELECT last_insert_rowid()");
            try {
              OwnFiles.folder(folder, "");
              taken[0] = WriterLock.take(file(epoch), epoch);
              removeLeftovers();
            } catch (IOException e) {
              throw Trouble.of(folder, e);
            }
            return taken[0];
          });
    } catch (RuntimeException | Error e) {
      if (taken[0] != null) {
        taken[0].close();
      }
      throw e;
    }
  }

  /** Whether the writer of this epoch is gone: his lock can be taken. */
  boolean isGone(long epoch) {
    try {
      return WriterLock.isFree(file(epoch));
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
      files = inside.filter(file -> file.getFileName().toString().endsWith(ENDING)).toList();
    }
    for (Path file : files) {
      if (WriterLock.isFree(file)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
