package dev.sluice.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds the word that was meant where another was typed. */
final class Similar {
  /** Shorter beginnings say too little. */
  private static final int SHORTEST_BEGINNING = 3;

  /** Longer ones are no slip of the finger, and comparing costs their length. */
  private static final int LONGEST_WORD = 40;

  private Similar() {}

  /**
   * Those of the words that are begun or continued by what was typed, or, if there are none, those
   * that differ from it by a slip of the finger or two; none if nothing is close.
   */
  static List<String> to(String typed, Collection<String> words) {
    if (typed.length() > LONGEST_WORD) {
      return List.of();
    }
    String plain = plain(typed);
    if (plain.length() >= SHORTEST_BEGINNING) {
      List<String> begun =
          words.stream()
              .filter(word -> plain(word).startsWith(plain) || plain.startsWith(plain(word) + "-"))
              .toList();
      if (!begun.isEmpty()) {
        return begun;
      }
    }
    // One slip in a short word, two in a long one; in a word of two letters one makes another word.
    int slips = plain.length() < 3 ? 0 : plain.length() < 6 ? 1 : 2;
    return words.stream().filter(word -> distance(plain, plain(word)) <= slips).toList();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
  }

  /** Letters to insert, delete, replace or swap with their neighbour to make one of the other. */
  private static int distance(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + same, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
