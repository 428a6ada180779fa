package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Usage.Count;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageTest {

  @ParameterizedTest
  @EnumSource
  void whatIsCountedIsToldAndTheRestIsNot(Count count) {
    Usage usage = Usage.builder().count(count, 7).build();
    for (Count each : Count.values()) {
      assertThat(usage.count(each))
          .isEqualTo(each == count ? OptionalLong.of(7) : OptionalLong.empty());
    }
    assertThat(usage.toBuilder().build()).isEqualTo(usage);
    assertThat(usage.plus(usage).count(count)).hasValue(14);
    assertThat(usage.plus(usage).minus(usage)).isEqualTo(usage);
  }

  @Test
  void usagesAreEqualByAllThatTheyHold() {
    Usage usage = Usage.of(3, 5);
    assertThat(Usage.of(3, 5)).isEqualTo(usage).hasSameHashCodeAs(usage);
    assertThat(
            List.of(
                Usage.of(3, 6),
                Usage.builder().count(Count.INPUT, 3).build(),
                usage.toBuilder().estimated(true).build(),
                usage.toBuilder().cost(BigDecimal.ONE, "USD").build(),
                usage.toBuilder().step("one", Usage.of(3, 5)).build(),
                usage.toBuilder().raw("{}").build()))
        .doesNotContain(usage)
        .doesNotHaveDuplicates();
  }

  @Test
  void aSumHoldsWhatOnlyOneKnows() {
    Usage one = Usage.builder().count(Count.INPUT, 3).build();
    Usage two = Usage.builder().count(Count.OUTPUT, 5).estimated(true).build();
    assertThat(one.plus(two)).isEqualTo(Usage.of(3, 5).toBuilder().estimated(true).build());
    assertThat(one.plus(Usage.unknown())).isEqualTo(one);
    assertThat(Usage.unknown().plus(one)).isEqualTo(one);
  }

  @Test
  void aSumThatNoLongHoldsIsTheLargest() {
    Usage large = Usage.of(Long.MAX_VALUE, 1);
    assertThat(large.plus(large).inputTokens()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void aRestIsNeverBelowZero() {
    assertThat(Usage.of(3, 1).minus(Usage.of(5, 0))).isEqualTo(Usage.of(0, 1));
  }

  @Test
  void aLaterReportDoesNotWipeWhatItLeavesOut() {
    Usage first = Usage.builder().count(Count.INPUT, 10).count(Count.CACHED_INPUT, 4).build();
    Usage later = Usage.builder().count(Count.OUTPUT, 6).count(Count.CACHED_INPUT, 5).build();
    assertThat(first.updated(later))
        .isEqualTo(
            Usage.builder()
                .count(Count.INPUT, 10)
                .count(Count.OUTPUT, 6)
                .count(Count.CACHED_INPUT, 5)
                .build());
  }

  @Test
  void costsOfOneUnitAreAdded() {
    Usage cent = Usage.builder().cost(new BigDecimal("0.01"), "USD").build();
    Usage credits = Usage.builder().cost(BigDecimal.ONE, "credits").build();
    assertThat(cent.plus(cent).cost()).contains(new Usage.Cost(new BigDecimal("0.02"), "USD"));
    assertThat(cent.plus(credits).cost()).isEmpty();
    assertThat(cent.plus(Usage.of(1, 1)).cost()).isEqualTo(cent.cost());
  }

  @Test
  void aNegativeCountIsAsIfNothingWasSaid() {
    assertThat(Usage.builder().count(Count.INPUT, -5).build()).isEqualTo(Usage.unknown());
  }

  @Test
  void aBuilderThatGoesOnChangesNothingThatItHasBuilt() {
    Usage.Builder builder = Usage.builder().count(Count.INPUT, 1).count(Count.OUTPUT, 2);
    Usage first = builder.build();
    Usage second = builder.count(Count.OUTPUT, 3).build();
    Usage third = builder.count(Count.SEARCHES, 4).count(Count.INPUT, -1).build();
    Usage.Builder again = third.toBuilder().count(Count.SEARCHES, 5);
    assertThat(first).isEqualTo(Usage.of(1, 2));
    assertThat(second).isEqualTo(Usage.of(1, 3));
    assertThat(third).hasToString("Usage[output=3, searches=4]");
    assertThat(again.build()).hasToString("Usage[output=3, searches=5]");
    assertThat(again.build()).isEqualTo(again.build());
  }

  @Test
  void itIsPrintedByName() {
    assertThat(Usage.of(3, 4)).hasToString("Usage[input=3, output=4]");
    assertThat(Usage.estimate(4)).hasToString("Usage[output=4] (estimated)");
  }
}
