package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param threads platform threads
 * @param files open file descriptors, 0 where the system does not tell
 * @param heapBytes the heap in use after a collection
 */
record Resources(int threads, long files, long heapBytes) {

  static Resources now() throws IOException {
    long heap = Long.MAX_VALUE;
    // What one collection clears, another one may have to sweep.
    for (int i = 0; i < 4; i++) {
      System.gc();
      heap = Math.min(heap, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return new Resources(Thread.getAllStackTraces().size(), openFiles(), heap);
  }

  private static long openFiles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(descriptors)) {
      return open.count();
    }
  }

  @Override
  public String toString() {
    return "%d threads, %d files, %.1f MiB of heap"
        .formatted(threads, files, heapBytes / 1024.0 / 1024.0);
  }
}
