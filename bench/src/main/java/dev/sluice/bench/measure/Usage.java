package dev.sluice.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this process uses, as the operating system and the JVM say. */
final class Usage {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private Usage() {}

  /** User and system time of the whole process. */
  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** How long the JVM's compilers have worked, in milliseconds. */
  static long compilerMillis() {
    return COMPILER.getTotalCompilationTime();
  }

  /** Live platform threads that Java knows; virtual ones are not among them. */
  static int platformThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** The heap in use after it was collected. */
  static long heapBytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    // What one collection clears, another one may have to sweep.
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Resident memory; 0 where the system does not tell. */
  static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(status);
    for (String line : lines) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }
}
