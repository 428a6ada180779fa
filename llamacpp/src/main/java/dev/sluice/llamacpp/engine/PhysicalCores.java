package dev.sluice.llamacpp.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts the cores that can compute. Two hardware threads of one core share its arithmetic, so a
 * computing thread on each only makes them wait for one another.
 */
final class PhysicalCores {
  private static final Path LINUX = Path.of("/sys/devices/system/cpu");

  private PhysicalCores() {}

  /** The physical cores, as far as this process may use them; at least 1. */
  static int count() {
    int available = Runtime.getRuntime().availableProcessors();
    String os = System.getProperty("os.name");
    OptionalInt physical =
        os.equals("Linux")
            ? linux(LINUX)
            : os.startsWith("Mac") ? mac() : OptionalInt.of(Math.ceilDiv(available, 2));
    return Math.clamp(physical.orElse(available), 1, available);
  }

  /** Each core is a distinct list of sibling threads. */
  static OptionalInt linux(Path cpus) {
    Set<String> cores = new HashSet<>();
    try (var folders = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
      for (Path folder : folders) {
        Path siblings = folder.resolve("topology/thread_siblings_list");
        if (Files.exists(siblings)) { // not there for a processor that is offline
          cores.add(Files.readString(siblings).strip());
        }
      }
    } catch (IOException e) {
      return OptionalInt.empty(); // some containers hide it; the caller knows another number
    }
    return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
  }

  /** On Apple silicon only the fast cores: every round waits for the slowest thread. */
  private static OptionalInt mac() {
    OptionalInt fast = sysctl("hw.perflevel0.physicalcpu");
    return fast.isPresent() ? fast : sysctl("hw.physicalcpu");
  }

  private static OptionalInt sysctl(String name) {
    try {
      Process process = new ProcessBuilder("sysctl", "-n", name).start();
      String number =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      boolean done = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
      return done ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
