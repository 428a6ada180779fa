package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineOptionsTest {
  @TempDir private Path cpus;

  @Test
  void withoutASettingAsManyThreadsComputeAsThereArePhysicalCores() {
    assertThat(EngineOptions.defaults().threads())
        .isEqualTo(PhysicalCores.count())
        .isBetween(1, Runtime.getRuntime().availableProcessors());
  }

  @Test
  void twoHardwareThreadsOfOneCoreCountOnce() throws IOException {
    core("cpu0", "0,2");
    core("cpu1", "1,3");
    core("cpu2", "0,2");
    core("cpu3", "1,3");
    Files.createDirectories(cpus.resolve("cpu4")); // offline
    Files.createDirectories(cpus.resolve("cpufreq"));

    assertThat(PhysicalCores.linux(cpus)).hasValue(2);
  }

  @Test
  void aSystemThatHidesItsCoresLeavesTheNumberToTheCaller() {
    assertThat(PhysicalCores.linux(cpus)).isEmpty();
    assertThat(PhysicalCores.linux(cpus.resolve("none"))).isEmpty();
  }

  private void core(String cpu, String siblings) throws IOException {
    Path topology = Files.createDirectories(cpus.resolve(cpu).resolve("topology"));
    Files.writeString(topology.resolve("thread_siblings_list"), siblings + "\n");
  }
}
