package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.testing.Recorder;
import org.junit.jupiter.api.Test;

/** What no event tells before a block's end has one bound, however it is spread. */
class BlocksTest {
  private static final Failure.LimitExceeded EXCESS =
      new Failure.LimitExceeded(
          "what proves a part of the answer, or a tool's result,", 16 * 1024 * 1024, "characters");

  private final String large = "x".repeat(6_000_000);
  private final Blocks blocks = new Blocks(new Recorder(), "bedrock");

  @Test
  void signaturesOfManyBlocks() {
    blocks.signed(0, large);
    blocks.signed(1, large);
    assertThat(blocks.excess()).isNull();
    blocks.signed(2, large);
    assertThat(blocks.excess()).isEqualTo(EXCESS);
  }

  @Test
  void textsOfOneResultWithOthersBetween() {
    for (int i = 0; i < 2; i++) {
      blocks.gaveText(0, large);
      blocks.gave(0, new Part.Native("bedrock", "json", "{}"));
    }
    assertThat(blocks.excess()).isNull();
    blocks.gaveText(0, large);
    assertThat(blocks.excess()).isEqualTo(EXCESS);
  }

  @Test
  void resultsThatAreNoTexts() {
    for (int i = 0; i < 3; i++) {
      assertThat(blocks.excess()).isNull();
      blocks.gave(0, new Part.Native("bedrock", "json", large));
    }
    assertThat(blocks.excess()).isEqualTo(EXCESS);
  }
}
