package dev.sluice.bench.gateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the threads of a process have run, to the nanosecond, without those that compile: a JVM
 * that has served for minutes has nothing left for them, and one that was started for a measurement
 * may still have.
 */
record ThreadTimes(Map<String, Long> nanos) {
  static ThreadTimes of(long pid) throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path tasks = Path.of("/proc", String.valueOf(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        try {
          if (!isCompiling(Files.readString(thread.resolve("comm")))) {
            String ran = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
            nanos.put(String.valueOf(thread.getFileName()), Long.parseLong(ran));
          }
        } catch (NoSuchFileException ended) {
          // Between two looks; what it did then is lost.
        }
      }
    }
    return new ThreadTimes(nanos);
  }

  private static boolean isCompiling(String name) {
    return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
  }

  double servingMicrosSince(ThreadTimes earlier) {
    double sum = 0;
    for (Map.Entry<String, Long> thread : nanos.entrySet()) {
      sum += thread.getValue() - earlier.nanos.getOrDefault(thread.getKey(), 0L);
    }
    return sum / 1e3;
  }
}
