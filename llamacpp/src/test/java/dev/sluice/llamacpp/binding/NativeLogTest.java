package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class NativeLogTest {
  private static final int INFO = 2;
  private static final int WARN = 3;
  private static final int ERROR = 4;

  private final NativeLog log = new NativeLog();

  @Test
  void warningsAndErrorsAreKeptAndTheRestIsNot() {
    say(INFO, "loading\n");
    assertThat(log.reason()).isEmpty();
    say(WARN, "odd key\n");
    say(ERROR, "failed to load\n");
    say(ERROR, "\n");
    assertThat(log.reason()).isEqualTo(" llama.cpp said: odd key; failed to load");
  }

  @Test
  void onlyTheLastFourLinesAreKept() {
    for (int i = 1; i <= 6; i++) {
      say(ERROR, "line " + i);
    }
    assertThat(log.reason()).isEqualTo(" llama.cpp said: line 3; line 4; line 5; line 6");
  }

  @Test
  void aLongLineIsCut() {
    say(ERROR, "x".repeat(1_999));
    assertThat(log.reason()).isEqualTo(" llama.cpp said: " + "x".repeat(500));
  }

  @Test
  void clearingForgetsWhatWasSaid() {
    say(ERROR, "failed");
    log.clear();
    assertThat(log.reason()).isEmpty();
  }

  @Test
  void nothingThatCMayPassMakesItThrow() {
    assertThatCode(
            () -> {
              say(ERROR, "x".repeat(100_000));
              try (Arena arena = Arena.ofConfined()) {
                MemorySegment broken = arena.allocate(8);
                broken.setAtIndex(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 0xff);
                log.message(ERROR, pointer(broken), MemorySegment.NULL);
              }
            })
        .doesNotThrowAnyException();
  }

  private void say(int level, String text) {
    try (Arena arena = Arena.ofConfined()) {
      log.message(level, pointer(arena.allocateFrom(text)), MemorySegment.NULL);
    }
  }

  /** As C passes it: an address whose length nobody knows. */
  private static MemorySegment pointer(MemorySegment text) {
    return MemorySegment.ofAddress(text.address());
  }
}
