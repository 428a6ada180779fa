package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthTest {

  /** A component more breaks whoever makes a record or matches it. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        Part.Text.class,
        Reply.class,
        Usage.class,
        Timings.class,
        StreamEvent.Started.class,
        ChatRequest.class,
        FinishReason.class,
        Failure.Refused.class,
        Failure.ErrorInStream.class
      })
  void whatWillHoldMoreIsNoRecord(Class<?> type) {
    assertThat(type.isRecord()).isFalse();
  }
}
