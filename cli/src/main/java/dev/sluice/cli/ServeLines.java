package dev.sluice.cli;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Lines for standard error that nobody waits for: whoever tells them reads sockets, and a pipe that
 * is not emptied must not hold that up. Of too many that wait the newest are lost, and counted.
 * Thread-safe.
 */
final class ServeLines implements Consumer<String>, AutoCloseable {
  private static final int MAX_WAITING = 10_000;
  private static final String END = "";
  private static final long PATIENCE_MILLIS = 1_000;

  private final Notes notes;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread writer;

  ServeLines(Notes notes) {
    this.notes = notes;
    this.writer = Thread.ofPlatform().daemon().name("sluice-lines").start(this::write);
  }

  /** A line, without its end. */
  @Override
  public void accept(String line) {
    if (!line.isEmpty() && !waiting.offer(line)) {
      lost.incrementAndGet();
    }
  }

  private void write() {
    try {
      for (String line = waiting.take(); !line.equals(END); line = waiting.take()) {
        notes.print(Visible.inOneLine(line) + "\n");
        long missing = waiting.isEmpty() ? lost.getAndSet(0) : 0;
        if (missing > 0) {
          notes.say(missing + " lines were lost: standard error was not read fast enough");
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what waits, for a moment at most. */
  @Override
  public void close() {
    if (!waiting.offer(END)) {
      writer.interrupt();
      return;
    }
    try {
      writer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
