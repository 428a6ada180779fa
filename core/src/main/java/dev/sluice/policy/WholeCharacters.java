package dev.sluice.policy;

/**
 * Keeps half a surrogate pair at the end of a piece of text back until its other half comes: an
 * answer may break between the two, and what readers have been given cannot be taken back. Not
 * thread-safe.
 */
final class WholeCharacters {
  private String half = "";

  /** Takes a piece of text; returns what of the text up to now is whole, possibly nothing. */
  String push(String piece) {
    if (half.isEmpty() && !endsInHalf(piece)) {
      return piece;
    }
    String all = half + piece;
    int end = endsInHalf(all) ? all.length() - 1 : all.length();
    half = all.substring(end);
    return all.substring(0, end);
  }

  /** Takes the last characters back that were pushed; returns how many were not kept back here. */
  int takeBack(int characters) {
    int here = Math.min(characters, half.length());
    half = half.substring(0, half.length() - here);
    return characters - here;
  }

  private static boolean endsInHalf(String text) {
    return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
  }
}
