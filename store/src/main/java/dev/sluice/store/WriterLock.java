package dev.sluice.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The lock that a writer holds while he lives. Thread-safe. */
final class WriterLock implements AutoCloseable {
  /**
   * The files that are locked in this process. It has to be known without a look at them: a process
   * loses all its locks of a file when it closes that file, by whatever channel. Also the lock
   * under which files are tried, since two trials in one process are in each other's way.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final long epoch;
  private final Path file;
  private final FileChannel channel;

  private WriterLock(long epoch, Path file, FileChannel channel) {
    this.epoch = epoch;
    this.file = file;
    this.channel = channel;
  }

  /** Something with a file, which an interrupt may break off. */
  @FunctionalInterface
  private interface Look<T> {
    T at(Path file) throws IOException;
  }

  /** Makes the file unless it was left behind, and locks it. */
  static WriterLock take(Path file, long epoch) throws IOException {
    return uninterrupted(file, place -> locked(place, epoch));
  }

  private static WriterLock locked(Path file, long epoch) throws IOException {
    synchronized (HELD) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(file); // a link would have another file locked
      }
      FileChannel channel =
          OwnFiles.channel(
              file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new IOException("its lock is held by another process already");
        }
        Path known = file.toRealPath();
        HELD.add(known);
        return new WriterLock(epoch, known, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Whether nobody holds the lock of this file, in this process or another one, or it is gone. */
  static boolean isFree(Path file) throws IOException {
    return uninterrupted(file, WriterLock::canBeLocked);
  }

  private static boolean canBeLocked(Path file) throws IOException {
    synchronized (HELD) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return true; // what is something else, no writer has made
      }
      if (HELD.contains(file.toRealPath())) {
        return false;
      }
      // A shared lock is in the way of no other trial, only of the writer's own, which comes before
      // anybody knows of his file.
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return lock != null;
      } catch (OverlappingFileLockException e) {
        return false; // of this process, by another copy of this class
      } catch (NoSuchFileException e) {
        return true;
      }
    }
  }

  /**
   * An interrupt closes a channel: it is put off until the look, which waits for nobody, is over.
   */
  private static <T> T uninterrupted(Path file, Look<T> look) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return look.at(file);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The writer's number, at least 1. */
  long epoch() {
    return epoch;
  }

  /** Lets go of it; its file goes, too. */
  @Override
  public void close() {
    synchronized (HELD) {
      if (!HELD.remove(file)) {
        return;
      }
      try (channel) {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Without a lock it says nothing, and the next writer removes it.
      }
    }
  }
}
