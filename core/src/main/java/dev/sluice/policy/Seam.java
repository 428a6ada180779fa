package dev.sluice.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins a continuation to the text before it: what the model says again is left out.
 *
 * <p>The overlap is the longest end of the text before that the continuation begins with, if that
 * end begins where a word does or is long: one letter that happens to match within a word is no
 * repetition, nor are brackets, line ends and the like alone, which repeat in any code. A code
 * fence that the model opens again inside an open one is left out too. The continuation is held
 * back only while it may still turn out to be a repetition, so never more of it than a repetition
 * can have characters. Not thread-safe.
 */
final class Seam {
  /**
   * How far back a repetition is looked for, and so the most that is held back: as much as may wait
   * in a stream for its reader. A model that says more than this again is shown in full.
   */
  static final int FARTHEST_CHARACTERS = 64 * 1024;

  /** An overlap this long counts even if it begins within a word. */
  private static final int LONG_CHARACTERS = 12;

  /** As above, in scripts that set no spaces between words. */
  private static final int LONG_IDEOGRAPHS = 4;

  private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}```");
  private static final Pattern OPENED_AGAIN =
      Pattern.compile("(?<space>\\s*)```(?<language>[^`\\r\\n]*)\\r?\\n");
  private static final Pattern MAY_OPEN_AGAIN = Pattern.compile("\\s*(`{0,3}|```[^`\\r\\n]*\\r?)");

  private final String before;
  private final boolean inFence;
  private final int lastLetterOrDigit;

  /** Where the blanks at the end begin that are said again; -1 if none are. */
  private final int blanks;

  private final StringBuilder held = new StringBuilder();
  private Overlap overlap;

  /** How much of what is held the overlap has been given. */
  private int compared;

  private boolean fenceChecked;
  private boolean decided;

  private Seam(String before, boolean inFence, boolean blanksAgain) {
    this.before = before;
    this.inFence = inFence;
    this.blanks = blanksAgain ? before.stripTrailing().length() : -1;
    this.lastLetterOrDigit = lastLetterOrDigit(before);
    this.overlap = new Overlap(before, this::counts);
  }

  /** A seam at the end of this text. */
  static Seam after(CharSequence text) {
    return after(text, false);
  }

  /**
   * A seam at the end of this text.
   *
   * @param blanksAgain whether the model was given the text without the blanks at its end, and so
   *     says them again
   */
  static Seam after(CharSequence text, boolean blanksAgain) {
    int end = lastWholeCharacter(text);
    int from = Math.max(0, end - FARTHEST_CHARACTERS);
    return new Seam(
        text.subSequence(from, end).toString(), isInFence(text.toString()), blanksAgain);
  }

  /** The text's length without half a surrogate pair at its end. */
  static int lastWholeCharacter(CharSequence text) {
    int length = text.length();
    return length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
  }

  /** Where the last of them begins, -1 if there is none. */
  private static int lastLetterOrDigit(String text) {
    for (int at = text.length(); at > 0; ) {
      int character = text.codePointBefore(at);
      at -= Character.charCount(character);
      if (Character.isLetterOrDigit(character)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether a fence is open and its line is whole. */
  private static boolean isInFence(String text) {
    boolean open = false;
    int end = 0;
    for (Matcher fence = FENCE.matcher(text); fence.find(); end = fence.end()) {
      open = !open;
    }
    return open && text.indexOf('\n', end) >= 0;
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
    overlap.add(held.substring(compared));
    compared = held.length();
    return overlap.isDecided() ? shown(overlap.length()) : "";
  }

  /** The continuation is over, or something else comes: what is held back is shown. */
  String flush() {
    return decided || held.isEmpty() ? "" : shown(0);
  }

  /** Takes the last characters back that were pushed, as far as they are held back. */
  boolean takeBack(int characters) {
    if (!decided) {
      held.setLength(Math.max(0, held.length() - characters));
      if (compared > held.length()) {
        compared = 0;
        overlap = new Overlap(before, this::counts);
      }
    }
    return !decided;
  }

  private String shown(int from) {
    decided = true;
    return held.substring(from);
  }

  /** Whether the end of the text before that begins here would be a repetition. */
  private boolean counts(int start) {
    int first = before.codePointAt(start);
    boolean wordStart =
        start == 0
            || !Character.isLetterOrDigit(before.codePointBefore(start))
            || !Character.isLetterOrDigit(first);
    int enough = Character.isIdeographic(first) ? LONG_IDEOGRAPHS : LONG_CHARACTERS;
    return start == blanks
        || (start <= lastLetterOrDigit && (wordStart || before.length() - start >= enough));
  }

  /** Takes a fence away that is opened again; false while that cannot be told yet. */
  private boolean fenceDecided() {
    if (fenceChecked || !inFence) {
      return true;
    }
    Matcher again = OPENED_AGAIN.matcher(held);
    if (again.lookingAt()) {
      // Without a language, on a line of its own, it closes the fence.
      boolean ownLine = before.endsWith("\n") || again.group("space").contains("\n");
      if (!again.group("language").isBlank() || !ownLine) {
        held.delete(0, again.end());
      }
    } else if (MAY_OPEN_AGAIN.matcher(held).matches()) {
      return false;
    }
    fenceChecked = true;
    return true;
  }
}
