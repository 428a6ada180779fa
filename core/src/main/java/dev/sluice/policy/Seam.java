package dev.sluice.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins a continuation to the text before it: what the model says again is left out.
 *
 * <p>The overlap is the longest end of the text before that the continuation begins with, if that
 * end begins where a word does or is long: one letter that happens to match is no repetition. A
 * code fence that the model opens again inside an open one is left out too. The continuation is
 * held back only while it may still turn out to be a repetition. Not thread-safe.
 */
final class Seam {
  /** How far back a repetition is looked for. */
  private static final int FARTHEST_CHARACTERS = 400;

  /** An overlap this long counts even if it begins within a word. */
  private static final int LONG_CHARACTERS = 12;

  private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}```");
  private static final Pattern OPENED_AGAIN = Pattern.compile("\\s*```[\\w+#.-]*[ \\t]*\\r?\\n");
  private static final Pattern MAY_OPEN_AGAIN =
      Pattern.compile("\\s*(`{0,3}|```[\\w+#.-]*[ \\t]*\\r?)");

  private final String before;
  private final boolean inFence;
  private final StringBuilder held = new StringBuilder();
  private boolean fenceChecked;
  private boolean decided;

  private Seam(String before, boolean inFence) {
    this.before = before;
    this.inFence = inFence;
  }

  /** A seam at the end of this text. */
  static Seam after(CharSequence text) {
    int end = lastWholeCharacter(text);
    int from = Math.max(0, end - FARTHEST_CHARACTERS);
    return new Seam(text.subSequence(from, end).toString(), fences(text) % 2 == 1);
  }

  /** The text's length without half a surrogate pair at its end. */
  static int lastWholeCharacter(CharSequence text) {
    int length = text.length();
    return length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
  }

  private static int fences(CharSequence text) {
    int count = 0;
    for (Matcher fence = FENCE.matcher(text); fence.find(); ) {
      count++;
    }
    return count;
  }

  /** Takes more of the continuation; returns what of it can be shown now, possibly nothing. */
  String push(String piece) {
    if (decided) {
      return piece;
    }
    held.append(piece);
    if (!fenceDecided()) {
      return "";
    }
    for (int start = 0; start < before.length(); start++) {
      int tail = before.length() - start;
      int common = Math.min(tail, held.length());
      if (counts(start, tail) && before.regionMatches(start, held.toString(), 0, common)) {
        return held.length() < tail ? "" : shown(tail);
      }
    }
    return shown(0);
  }

  /** The continuation is over, or something else comes: what is held back is shown. */
  String flush() {
    return decided ? "" : shown(0);
  }

  private String shown(int from) {
    decided = true;
    return held.substring(from);
  }

  private boolean counts(int start, int length) {
    boolean wordStart =
        start == 0
            || !Character.isLetterOrDigit(before.codePointBefore(start))
            || !Character.isLetterOrDigit(before.codePointAt(start));
    boolean blank = before.substring(start).isBlank();
    return (wordStart && !blank) || length >= LONG_CHARACTERS;
  }

  /** Takes a fence away that is opened again; false while that cannot be told yet. */
  private boolean fenceDecided() {
    if (fenceChecked || !inFence) {
      return true;
    }
    Matcher again = OPENED_AGAIN.matcher(held);
    if (again.lookingAt()) {
      held.delete(0, again.end());
    } else if (MAY_OPEN_AGAIN.matcher(held).matches()) {
      return false;
    }
    fenceChecked = true;
    return true;
  }
}
