package dev.sluice.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and its children use, as Linux says. */
final class Tree {
  /**
   * What Linux counts CPU time in for programs: 100 a second, on every system that Java runs on.
   */
  private static final double TICK_MICROS = 10_000;

  private static final int AFTER_NAME_UTIME = 11;

  private final long pid;

  Tree(long pid) {
    this.pid = pid;
  }

  /** User and system time of all of them, to a hundredth of a second. */
  double cpuMicros() throws IOException {
    double sum = 0;
    for (long each : pids()) {
      sum += cpuMicros(each);
    }
    return sum;
  }

  private static double cpuMicros(long pid) throws IOException {
    Path stat = Path.of("/proc", String.valueOf(pid), "stat");
    if (!Files.isReadable(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[AFTER_NAME_UTIME]) + Long.parseLong(fields[AFTER_NAME_UTIME + 1]);
    return ticks * TICK_MICROS;
  }

  /** Resident memory of all of them; pages that they share are counted for each. */
  double residentMib() throws IOException {
    double sum = 0;
    for (long each : pids()) {
      Path status = Path.of("/proc", String.valueOf(each), "status");
      if (Files.isReadable(status)) {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith("VmRSS:")) {
            sum += Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
          }
        }
      }
    }
    return sum;
  }

  private List<Long> pids() {
    return ProcessHandle.of(pid)
        .map(root -> Stream.concat(Stream.of(root), root.descendants()))
        .orElse(Stream.of())
        .map(ProcessHandle::pid)
        .toList();
  }
}
