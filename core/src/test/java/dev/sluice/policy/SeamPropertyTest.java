package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Explorer;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A model that goes back to the beginning of some word is always joined to the same text. */
class SeamPropertyTest {
  private static final String[] SPACES = {" ", " ", " ", ", ", "\n", " - ", "; "};

  @Test
  void theJoinedTextIsTheText() {
    Explorer.each(3_000, SeamPropertyTest::isJoined);
  }

  private static void isJoined(Random random) {
    StringBuilder all = new StringBuilder();
    Set<Integer> wordStarts = new LinkedHashSet<>();
    for (String word : words(random)) {
      wordStarts.add(all.length());
      all.append(word).append(SPACES[random.nextInt(SPACES.length)]);
    }
    String text = all.toString();
    int cut = 1 + random.nextInt(text.length() - 1);
    int from = cut;
    for (int start : wordStarts) {
      if (start <= cut && random.nextInt(4) == 0) {
        from = start;
      }
    }
    String partial = text.substring(0, cut);
    // Only spaces between the cut and the end are no repetition that could be told.
    if (text.substring(from, cut).codePoints().noneMatch(Character::isLetterOrDigit)) {
      from = Seam.lastWholeCharacter(partial);
    }
    String continuation = text.substring(from);
    Seam seam = Seam.after(partial);
    StringBuilder joined = new StringBuilder(partial);
    joined.setLength(Seam.lastWholeCharacter(partial));
    for (int at = 0; at < continuation.length(); ) {
      int end = Math.min(continuation.length(), at + 1 + random.nextInt(12));
      joined.append(seam.push(continuation.substring(at, end)));
      at = end;
    }
    joined.append(seam.flush());
    assertThat(joined).as("cut at %d, again from %d", cut, from).hasToString(text);
  }

  /** Words that are all different and begin with a letter that they hold only once. */
  private static Set<String> words(Random random) {
    Set<String> words = new LinkedHashSet<>();
    int count = 2 + random.nextInt(60);
    while (words.size() < count) {
      StringBuilder word = new StringBuilder();
      word.append((char) ('A' + random.nextInt(26))).append(words.size());
      for (int i = random.nextInt(7); i > 0; i--) {
        word.appendCodePoint(
            switch (random.nextInt(12)) {
              case 0 -> 0x1D44E;
              case 1 -> 'é';
              default -> 'a' + random.nextInt(26);
            });
      }
      words.add(word.toString());
    }
    return words;
  }
}
