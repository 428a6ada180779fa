package dev.sluice.llamacpp.engine;

import java.util.List;

/**
 * Lets text through up to the first stop string. What may be the beginning of one is held until
 * that is decided. Not thread-safe.
 */
final class StopScanner {
  private final List<String> stops;
  private String held = "";
  private boolean stopped;

  /**
   * @param stops not empty strings
   */
  StopScanner(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /** The text that can go on now; after the stop string nothing does. */
  String add(String text) {
    if (stopped) {
      return "";
    }
    String all = held + text;
    int stop = firstStop(all);
    if (stop >= 0) {
      stopped = true;
      held = "";
      return all.substring(0, stop);
    }
    int passing = all.length() - longestBeginning(all);
    held = all.substring(passing);
    return all.substring(0, passing);
  }

  /** Whether a stop string came. */
  boolean stopped() {
    return stopped;
  }

  /** What was held: the answer ended, so it was no stop string. */
  String end() {
    String rest = held;
    held = "";
    return rest;
  }

  /**
   * Where the stop string begins that is complete first, of several the longest: so it makes no
   * difference in which pieces the text came.
   */
  private int firstStop(String text) {
    int first = -1;
    int firstEnd = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = text.indexOf(stop);
      int end = at + stop.length();
      if (at >= 0 && (end < firstEnd || (end == firstEnd && at < first))) {
        first = at;
        firstEnd = end;
      }
    }
    return first;
  }

  /** How many characters at the end of the text are the beginning of a stop string. */
  private int longestBeginning(String text) {
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
        if (text.startsWith(stop.substring(0, length), text.length() - length)) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
