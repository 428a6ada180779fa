package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LateWindowsTest {
  private static final double BUCKET = 0.03;

  private static Late window(int stalled) {
    Late late = new Late();
    for (int i = 0; i < 1_000; i++) {
      late.add(i < stalled ? 40_000_000 : 1_000_000);
    }
    return late;
  }

  @Test
  void aStallInOneWindowOfThreeDoesNotDecideWhatIsUsual() {
    LateWindows windows = new LateWindows();
    windows.add(window(0));
    windows.add(window(50));
    windows.add(window(5));
    assertThat(windows.p50Millis()).isCloseTo(1, within(BUCKET));
    assertThat(windows.p99Millis()).isCloseTo(1, within(BUCKET));
    assertThat(windows.p999Millis()).isCloseTo(40, within(BUCKET));
    assertThat(windows.maxMillis()).isEqualTo(40);
    assertThat(windows.count()).isEqualTo(3_000);
  }

  @Test
  void whatIsInMostWindowsDoes() {
    LateWindows windows = new LateWindows();
    windows.add(window(20));
    windows.add(window(0));
    windows.add(window(20));
    assertThat(windows.p99Millis()).isCloseTo(40, within(BUCKET));
  }

  @Test
  void oneWindowIsTakenAsItIs() {
    LateWindows windows = new LateWindows();
    windows.add(window(20));
    assertThat(windows.p99Millis()).isCloseTo(40, within(BUCKET));
  }
}
