package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places in a run. */
class OffsetTest {

  @Test
  void aPlaceIsReadAsItIsWritten() {
    for (Offset place :
        List.of(Offset.START, new Offset(1, 1), new Offset(Long.MAX_VALUE, Long.MAX_VALUE))) {
      assertThat(Offset.parse(place.toString())).isEqualTo(place);
    }
    assertThat(new Offset(3, 17)).hasToString("3.17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1.1.1",
        "-1.1",
        "+1.1",
        "1.-1",
        " 1.1",
        "1.1 ",
        "01.1",
        "1.01",
        "0.1",
        "1.0",
        "a.b",
        "9223372036854775808.1",
        "1.9223372036854775808",
        "٣.٣",
        "1.00000000000000000000000000000000001"
      })
  void whatIsNoPlaceIsRefused(String text) {
    assertThatThrownBy(() -> Offset.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void placesGrowByWriterThenByEntry() {
    assertThat(Offset.START).isLessThan(new Offset(1, 1));
    assertThat(new Offset(1, 9)).isLessThan(new Offset(2, 3));
    assertThat(new Offset(2, 3)).isLessThan(new Offset(2, 4));
  }
}
