package dev.sluice.bench.measure;

import com.sun.management.ThreadMXBean;
import dev.sluice.bench.load.Format;
import dev.sluice.bench.unit.FormatAnswer;
import dev.sluice.bench.unit.MemoryAnswer;
import java.lang.management.ManagementFactory;

/**
 * Bytes that a chunk of text allocates in memory, without a network: the same on a busy machine.
 */
final class AllocationRun {
  private static final int CHUNKS = 1_000;
  private static final int ANSWERS = 50;

  /** Of {@link FormatAnswer#DELTAS} deltas each: enough for the compiler to have done its work. */
  private static final int FORMAT_ANSWERS = 1_500;

  private AllocationRun() {}

  static void measure(Figures figures) {
    figures.say("bytes", bytesPerChunk(true));
    figures.say("bytes_busy", bytesPerChunk(false));
  }

  /**
   * @param oneEach whether each read brings one chunk, or as many as fit
   */
  static double bytesPerChunk(boolean oneEach) {
    MemoryAnswer answer = new MemoryAnswer(CHUNKS, oneEach);
    for (int i = 0; i < ANSWERS; i++) {
      answer.play();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = -threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ANSWERS; i++) {
      answer.play();
    }
    bytes += threads.getCurrentThreadAllocatedBytes();
    return bytes / ((double) ANSWERS * CHUNKS);
  }

  /** Of a format's framing and decoder alone; what asking allocates is not counted. */
  static double bytesPerDelta(Format format) {
    FormatAnswer answer = new FormatAnswer(format);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (int i = 0; i < 2 * FORMAT_ANSWERS; i++) {
      answer.open();
      long before = threads.getCurrentThreadAllocatedBytes();
      answer.play();
      bytes += i < FORMAT_ANSWERS ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
    }
    return bytes / ((double) FORMAT_ANSWERS * FormatAnswer.DELTAS);
  }
}
