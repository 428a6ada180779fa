package dev.sluice.store;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps foreign text in its place in a page of Markdown, by the rules of CommonMark 0.31. Nearly
 * every text can stand as it is, with its headings made smaller than the page's own; one that might
 * reach out of its place, by a fence that is never closed or by HTML, is quoted: a block quote ends
 * whatever begins in it.
 */
final class MarkdownText {
  private static final Pattern FENCE = Pattern.compile("^(`{3,}|~{3,})(.*)$");
  private static final Pattern HEADING = Pattern.compile("^( {0,3})(#{1,6})(?=[ \t]|$)");
  private static final Pattern UNDERLINE = Pattern.compile("^ {0,3}(?:=+|-+)[ \t]*$");

  /** What opens a fence or HTML that a blank line doesn't end, wherever in a line it stands. */
  private static final Pattern OPENER =
      Pattern.compile("```|~~~|<[!?]|<(?:script|pre|style|textarea)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern MARKS = Pattern.compile("[\\\\`*_\\[\\]<>#|~&!]");
  private static final int DEEPER = 2;
  private static final int DEEPEST = 6;

  private MarkdownText() {}

  /** A role, as a heading names it. */
  static String heading(String role) {
    return role.isEmpty() ? "" : role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
  }

  /** A line in which no character has a meaning. */
  static String escaped(String line) {
    return MARKS.matcher(line).replaceAll("\\\\$0");
  }

  /** A line as code within a line. */
  static String code(String line) {
    String ticks = "`".repeat(longestRun(line, '`') + 1);
    String gap = line.startsWith("`") || line.endsWith("`") ? " " : "";
    return ticks + gap + line + gap + ticks;
  }

  /** A fence that this text does not end. */
  static String fence(String text) {
    return "`".repeat(Math.max(3, longestRun(text, '`') + 1));
  }

  private static int longestRun(String text, char of) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == of ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** A text of several lines, with its Markdown, that stays where it is put. */
  static String contained(String text) {
    List<String> lines = text.lines().toList();
    StringBuilder page = new StringBuilder(text.length() + 16);
    String open = "";
    String before = "";
    for (String line : lines) {
      if (!open.isEmpty()) {
        open = closes(line, open) ? "" : open;
        add(page, line);
      } else {
        Matcher fence = FENCE.matcher(line);
        boolean opens = fence.matches() && opens(fence);
        boolean heading = !before.isBlank() && UNDERLINE.matcher(line).matches();
        if (heading || (!opens && OPENER.matcher(line).find())) {
          return quoted(lines);
        }
        open = opens ? fence.group(1) : "";
        add(page, opens ? line : smaller(line));
      }
      before = line;
    }
    return open.isEmpty() ? page.toString() : quoted(lines);
  }

  private static boolean opens(Matcher fence) {
    return fence.group(1).startsWith("~") || fence.group(2).indexOf('`') < 0;
  }

  private static boolean closes(String line, String open) {
    String marks = line.strip();
    return !line.startsWith("    ")
        && !line.startsWith("\t")
        && marks.length() >= open.length()
        && marks.chars().allMatch(c -> c == open.charAt(0));
  }

  private static String smaller(String line) {
    Matcher heading = HEADING.matcher(line);
    if (!heading.find()) {
      return line;
    }
    int level = Math.min(DEEPEST, heading.group(2).length() + DEEPER);
    return heading.group(1) + "#".repeat(level) + line.substring(heading.end());
  }

  private static String quoted(List<String> lines) {
    StringBuilder page = new StringBuilder();
    lines.forEach(line -> add(page, line.isEmpty() ? ">" : "> " + line));
    return page.toString();
  }

  private static void add(StringBuilder page, String line) {
    page.append(page.isEmpty() ? "" : "\n").append(line);
  }
}
