package dev.sluice.store;

import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Says what went wrong with the database: what, where, and what to do. */
final class Trouble {
  /** With less room than this, a failed write is the full disk's, whatever SQLite calls it. */
  private static final long NO_ROOM = 256 << 10;

  private static final int PRIMARY = 0xff; // the rest of a code says more of the same kind

  private Trouble() {}

  /** What SQLite could not do with this file. */
  static RunLogException of(Path file, SQLException e) {
    // The codes are SQLite's own: https://www.sqlite.org/rescode.html
    int code = e instanceof SQLiteException told ? told.getResultCode().code & PRIMARY : 1;
    return switch (code) {
      case 5, 6 -> locked(file, e); // BUSY, LOCKED
      case 11, 26 -> damaged(file, e); // CORRUPT, NOTADB
      case 13 -> full(file, e); // FULL
      case 8 -> unusable(file, "may only be read; give this user the right to write it", e);
      case 10, 14 -> // IOERR, CANTOPEN
          isFull(file)
              ? full(file, e)
              : unusable(
                  file,
                  "cannot be opened, read or written; look at the folder's permissions and at the"
                      + " disk",
                  e);
      default -> unusable(file, "cannot be used", e);
    };
  }

  /** What the system could not do with a file or folder. */
  static RunLogException of(Path place, IOException e) {
    boolean isNamed =
        e instanceof AccessDeniedException
            || e instanceof FileAlreadyExistsException
            || e instanceof NoSuchFileException;
    if (!isNamed && isFull(place)) {
      return full(place, e);
    }
    String why =
        switch (e) {
          case AccessDeniedException denied -> "this user may not write there";
          case FileSystemException told when told.getReason() != null ->
              String.valueOf(told.getReason());
          // These have no words of their own, only the name of what they are about.
          case FileAlreadyExistsException taken -> taken.getFile() + " is not a folder";
          case NoSuchFileException none -> "no folder can be made there";
          case FileSystemException silent -> "the system does not say why";
          default -> String.valueOf(e.getMessage());
        };
    return new RunLogException(
        Kind.UNUSABLE,
        place + " cannot be used to keep answers: " + why + "; name another folder",
        e);
  }

  private static RunLogException locked(Path file, Exception e) {
    return new RunLogException(
        Kind.LOCKED,
        file
            + " is locked by another process for longer than this one waits; end what holds it,"
            + " such as a backup or a database tool, or try again",
        e);
  }

  private static RunLogException damaged(Path file, Exception e) {
    return new RunLogException(
        Kind.CORRUPT,
        file
            + " is damaged, or no SQLite database; move it away together with "
            + file.getFileName()
            + "-wal and "
            + file.getFileName()
            + "-shm, and a new one is made ("
            + e.getMessage()
            + ")",
        e);
  }

  private static RunLogException full(Path file, Exception e) {
    return new RunLogException(
        Kind.FULL,
        file + " has no room to grow: free some on its disk; what is in it is unharmed",
        e);
  }

  private static RunLogException unusable(Path file, String what, Exception e) {
    return new RunLogException(Kind.UNUSABLE, file + " " + what + " (" + e.getMessage() + ")", e);
  }

  private static boolean isFull(Path place) {
    try {
      Path there = place.toAbsolutePath();
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      if (there == null) {
        return false;
      }
      FileStore disk = Files.getFileStore(there);
      return disk.getTotalSpace() > 0 && disk.getUsableSpace() < NO_ROOM;
    } catch (IOException e) {
      return false; // then the first trouble is told as it came
    }
  }
}
