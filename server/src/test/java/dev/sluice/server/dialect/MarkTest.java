package dev.sluice.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.log.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Up to where a client has a run. */
final class MarkTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0", "1.5", "1.5.2@openai.chat", "17.1234567.999999999@ag-ui"})
  void itIsReadAsItIsWritten(String text) {
    assertThat(Mark.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.",
        "1.5.",
        "1.5.1",
        "1.5.1@",
        "1.5@runs",
        "1.5.@runs",
        "1.5.0@runs",
        "1.5.01@runs",
        "1.5.-1@runs",
        "1.5.2.3@runs",
        "0.0.1@runs",
        "1.5.1234567890@runs",
        "1.5.x@runs",
        "1.5.\u0661@runs"
      })
  void otherTextsAreNoPlaces(String text) {
    assertThatThrownBy(() -> Mark.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoHasAPartOfAnEntryHasNotHadIt() {
    Mark part = Mark.parse("1.5.2@runs");

    assertThat(part.isBehind(new Offset(1, 4))).isTrue();
    assertThat(part.isBehind(new Offset(1, 5))).isFalse();
    assertThat(Mark.parse("1.5").isBehind(new Offset(1, 5))).isTrue();
    assertThat(Mark.START.isBehind(new Offset(1, 1))).isFalse();
  }
}
