package dev.sluice.provider.openai.chat;

import java.util.List;

/**
 * Tells the thoughts that a text begins with from the text, where a server leaves them there within
 * tags: {@code <think>…</think>}, with blanks before it at most. The tags may be cut anywhere; they
 * are left out, and everything else is told as it came. Not thread-safe.
 */
final class ThinkTags {
  private static final List<String> OPENS = List.of("<think>", "<thinking>", "<thought>");
  private static final List<String> CLOSES = List.of("</think>", "</thinking>", "</thought>");

  /** More blanks than any template puts there. */
  private static final int MAX_BLANKS = 256;

  private final StringBuilder held = new StringBuilder();

  /** The tag that ends the thoughts; empty if they have not begun. */
  private String close = "";

  private boolean over;

  /** Takes what is told apart. */
  interface Told {
    void text(String piece);

    void thought(String piece);
  }

  /** Whether all that follows is text. */
  boolean isOver() {
    return over;
  }

  void text(String piece, Told told) {
    held.append(piece);
    if (close.isEmpty() && !over) {
      begin();
    }
    if (!close.isEmpty()) {
      inside(told);
    }
    if (over) {
      flush(told);
    }
  }

  private void begin() {
    int from = 0;
    while (from < held.length() && Character.isWhitespace(held.charAt(from))) {
      from++;
    }
    if (from > MAX_BLANKS) {
      over = true;
      return;
    }
    boolean mayBegin = from == held.length();
    for (int i = 0; i < OPENS.size(); i++) {
      if (begins(OPENS.get(i), from)) {
        close = CLOSES.get(i);
        held.delete(0, from + OPENS.get(i).length());
        return;
      }
      if (begins(CLOSES.get(i), from)) { // The thoughts themselves came by a field.
        held.delete(0, from + CLOSES.get(i).length());
        over = true;
        return;
      }
      mayBegin |= isStart(OPENS.get(i), from) || isStart(CLOSES.get(i), from);
    }
    over = !mayBegin;
  }

  private boolean begins(String tag, int from) {
    return held.length() - from >= tag.length() && held.indexOf(tag, from) == from;
  }

  /** Whether what is held from there on is the start of a tag. */
  private boolean isStart(String tag, int from) {
    int length = held.length() - from;
    return length > 0 && length < tag.length() && tag.startsWith(held.substring(from));
  }

  private void inside(Told told) {
    int end = held.indexOf(close);
    if (end >= 0) {
      thought(end, told);
      held.delete(0, close.length());
      close = "";
      over = true;
      return;
    }
    int keep = Math.min(held.length(), close.length() - 1);
    while (!isStart(close, held.length() - keep) && keep > 0) {
      keep--;
    }
    thought(held.length() - keep, told);
  }

  private void thought(int length, Told told) {
    if (length > 0) {
      String piece = held.substring(0, length);
      held.delete(0, length);
      told.thought(piece);
    }
  }

  /** Nothing more of the text comes now: what was held is told as what it is. */
  void flush(Told told) {
    if (held.isEmpty()) {
      return;
    }
    String rest = held.toString();
    held.setLength(0);
    if (close.isEmpty()) {
      over = true;
      told.text(rest);
    } else {
      told.thought(rest);
    }
  }
}
