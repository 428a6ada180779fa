package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What is out of range would make ggml write past its arrays or end the process. */
class ContextOptionsTest {
  @Test
  void theBoundsThemselvesAreAllowed() {
    assertThatCode(() -> new ContextOptions(1, 1, 1, 1)).doesNotThrowAnyException();
    assertThatCode(() -> new ContextOptions(1 << 24, 256, 1 << 16, 512)).doesNotThrowAnyException();
  }

  @Test
  void oneLessOrMoreIsRefusedByName() {
    refused("contextTokens", 0, 1, 1, 1);
    refused("contextTokens", (1 << 24) + 1, 1, 1, 1);
    refused("sequences", 1, 0, 1, 1);
    refused("sequences", 1, 257, 1, 1);
    refused("batchTokens", 1, 1, 0, 1);
    refused("batchTokens", 1, 1, (1 << 16) + 1, 1);
    refused("threads", 1, 1, 1, 0);
    refused("threads", 1, 1, 1, 513);
  }

  private static void refused(
      String name, int contextTokens, int sequences, int batchTokens, int threads) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContextOptions(contextTokens, sequences, batchTokens, threads))
        .withMessageStartingWith(name + " must be 1 to ");
  }
}
