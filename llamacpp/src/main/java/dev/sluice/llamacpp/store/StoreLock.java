package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one process after the other do something, and within a process one thread after the other.
 */
final class StoreLock implements AutoCloseable {
  /** The system gives file locks to the whole JVM, so its threads need a lock of the JVM's, too. */
  private static final ReentrantLock WITHIN_JVM = new ReentrantLock();

  private final FileChannel channel;
  private final FileLock lock;

  private StoreLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the lock.
   *
   * @param waiting called if somebody else has it
   */
  static StoreLock acquire(Path file, Runnable waiting) throws IOException, InterruptedException {
    if (!WITHIN_JVM.tryLock()) {
      waiting.run();
      WITHIN_JVM.lockInterruptibly();
    }
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          waiting.run();
          lock = channel.lock();
        }
        return new StoreLock(channel, lock);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      WITHIN_JVM.unlock();
      if (e instanceof FileLockInterruptionException || e instanceof ClosedByInterruptException) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    } finally {
      WITHIN_JVM.unlock();
    }
  }
}
