package dev.sluice.llamacpp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StopScannerTest {
  private static final int SPLITS = 500;

  @Test
  void textWithoutStopStringsGoesThroughAtOnce() {
    var scanner = new StopScanner(List.of());
    assertThat(scanner.add("The sea")).isEqualTo("The sea");
    assertThat(scanner.end()).isEmpty();
    assertThat(scanner.stopped()).isFalse();
  }

  @Test
  void theStopStringAndWhatFollowsItAreLeftOut() {
    var scanner = new StopScanner(List.of("END"));
    assertThat(scanner.add("before END after")).isEqualTo("before ");
    assertThat(scanner.stopped()).isTrue();
    assertThat(scanner.add("more")).isEmpty();
    assertThat(scanner.end()).isEmpty();
  }

  @Test
  void whatMayBecomeAStopStringIsHeldUntilThatIsDecided() {
    var scanner = new StopScanner(List.of("END"));
    assertThat(scanner.add("the E")).isEqualTo("the ");
    assertThat(scanner.add("N")).isEmpty();
    assertThat(scanner.add("T")).isEqualTo("ENT");
    assertThat(scanner.stopped()).isFalse();
  }

  @Test
  void aBeginningThatIsNotCompletedComesAtTheEnd() {
    var scanner = new StopScanner(List.of("END"));
    assertThat(scanner.add("the EN")).isEqualTo("the ");
    assertThat(scanner.end()).isEqualTo("EN");
    assertThat(scanner.stopped()).isFalse();
  }

  @Test
  void aBeginningInsideAFailedBeginningIsFound() {
    var scanner = new StopScanner(List.of("aab"));
    assertThat(scanner.add("a") + scanner.add("a") + scanner.add("a")).isEqualTo("a");
    assertThat(scanner.add("b")).isEmpty();
    assertThat(scanner.stopped()).isTrue();
  }

  @Test
  void theFirstStopStringInTheTextCountsNotTheFirstInTheList() {
    var scanner = new StopScanner(List.of("two", "one"));
    assertThat(scanner.add("zero one two")).isEqualTo("zero ");
  }

  @Test
  void howTheTextIsSplitMakesNoDifference() {
    long seed = 20_240_607;
    var random = new SplittableRandom(seed);
    for (int round = 0; round < SPLITS; round++) {
      String text = letters(random, 30);
      List<String> stops = List.of(letters(random, 4), letters(random, 3), "abba");
      assertThat(inPieces(text, stops, random))
          .as("round %d of seed %d: %s until %s", round, seed, text, stops)
          .isEqualTo(upToFirst(text, stops));
    }
  }

  private static String inPieces(String text, List<String> stops, SplittableRandom random) {
    var scanner = new StopScanner(stops);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (from < text.length() && !scanner.stopped()) {
      int to = Math.min(text.length(), from + random.nextInt(1, 5));
      out.append(scanner.add(text.substring(from, to)));
      from = to;
    }
    return out.append(scanner.end()).append(scanner.stopped() ? "|stopped" : "").toString();
  }

  /**
   * The stop string that is complete first ends the text. When two are complete in the same place,
   * the longer one began earlier, so the cut is where the earliest one begins.
   */
  private static String upToFirst(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      int cut = -1;
      for (String stop : stops) {
        if (text.substring(0, end).endsWith(stop)) {
          cut = Math.max(cut, stop.length());
        }
      }
      if (cut > 0) {
        return text.substring(0, end - cut) + "|stopped";
      }
    }
    return text;
  }

  private static String letters(SplittableRandom random, int max) {
    StringBuilder letters = new StringBuilder();
    int length = random.nextInt(1, max + 1);
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(2)));
    }
    return letters.toString();
  }
}
