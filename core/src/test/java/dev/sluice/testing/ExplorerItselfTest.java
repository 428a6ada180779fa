package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the explorer finds, and what it says of it. */
class ExplorerItselfTest {

  private static List<Integer> numbers(Random random) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      numbers.add(random.nextInt(1_000));
    }
    return numbers;
  }

  private static List<List<Integer>> smaller(List<Integer> numbers) {
    List<List<Integer>> smaller = Explorer.fewer(numbers);
    smaller.addAll(
        Explorer.lesser(
            numbers, number -> number == 0 ? List.of() : List.of(number / 2, number - 1)));
    return smaller;
  }

  private static Explorer<List<Integer>> noneIsAbove(int limit) {
    return new Explorer<>(
        ExplorerItselfTest::numbers,
        ExplorerItselfTest::smaller,
        numbers -> assertThat(numbers).allMatch(number -> number <= limit));
  }

  @Test
  void aCaseThatFailsIsMadeAsSmallAsItStillFails() {
    assertThatThrownBy(() -> noneIsAbove(300).explore(1, 100, "a.seed"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("smallest: [301]")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void theSeedOfTheMessageFindsTheSameCase() {
    String message = messageOf(1, 100);
    long seed = Long.parseLong(message.replaceAll("(?s).*-Da\\.seed=(\\d+) .*", "$1"));
    assertThat(messageOf(seed, 1)).isEqualTo(message);
  }

  private static String messageOf(long seed, int cases) {
    try {
      noneIsAbove(900).explore(seed, cases, "a.seed");
    } catch (AssertionError found) {
      return String.valueOf(found.getMessage());
    }
    throw new IllegalStateException("nothing was found");
  }

  @Test
  void nothingIsSaidOfWhatHolds() {
    List<Integer> lengths = new ArrayList<>();
    new Explorer<>(
            ExplorerItselfTest::numbers,
            ExplorerItselfTest::smaller,
            numbers -> lengths.add(numbers.size()))
        .explore(1, 200, "a.seed");
    assertThat(lengths).hasSize(200).contains(0, 39);
  }
}
