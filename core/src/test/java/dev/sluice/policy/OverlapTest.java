package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Explorer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search in linear time against the one that tries every place. */
class OverlapTest {
  private static final int TEXTS = 20_000;

  /** The longest end that counts and that is not yet known not to be said again. */
  private static int slowly(String before, String said, BitSet counts) {
    for (int start = 0; start < before.length(); start++) {
      int common = Math.min(before.length() - start, said.length());
      if (counts.get(start) && before.regionMatches(start, said, 0, common)) {
        return start;
      }
    }
    return before.length();
  }

  private static String text(Random random, int letters, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(letters)));
    }
    return text.toString();
  }

  @Test
  void bothFindTheSameAfterEachPiece() {
    Explorer.each(TEXTS, OverlapTest::areAlike);
  }

  private static void areAlike(Random random) {
    int letters = 1 + random.nextInt(3);
    String before = text(random, letters, 24);
    BitSet counts = new BitSet();
    for (int i = 0; i < before.length(); i++) {
      counts.set(i, random.nextInt(4) > 0);
    }
    Overlap overlap = new Overlap(before, counts::get);
    StringBuilder said = new StringBuilder();
    for (int pieces = 0; pieces < 12; pieces++) {
      String piece = text(random, letters, 5);
      overlap.add(piece);
      said.append(piece);
      int start = slowly(before, said.toString(), counts);
      boolean decided = said.length() >= before.length() - start;
      assertThat(overlap.isDecided())
          .as("'%s', then '%s', counts %s", before, said, counts)
          .isEqualTo(decided);
      if (decided) {
        assertThat(overlap.length()).isEqualTo(before.length() - start);
      }
    }
  }

  /** Each of a million characters matches at a million places: nothing quadratic would end. */
  @Test
  void aTextOfOneLetterIsSearchedAsAnyOther() {
    String before = "a".repeat(1_000_000);
    Overlap overlap = new Overlap(before, start -> start % 2 == 1);
    for (int i = 0; i < 999_999; i++) {
      assertThat(overlap.isDecided()).isFalse();
      overlap.add("a");
    }
    assertThat(overlap.isDecided()).isTrue();
    assertThat(overlap.length()).isEqualTo(999_999);
    Overlap broken = new Overlap(before + "c", start -> true);
    broken.add(before + "b");
    assertThat(broken.isDecided()).isTrue();
    assertThat(broken.length()).isZero();
  }
}
