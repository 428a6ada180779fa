package dev.sluice.provider.gemini;

import dev.sluice.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes one JSON text of arguments that come piece by piece, each with its place: what it gives for
 * each piece, one after the other, is the object. The model writes it from its beginning to its
 * end, so that nothing has to wait. Not thread-safe.
 */
final class PartialArguments {
  private static final int MAX_DEPTH = 64;

  /** The pieces do not follow each other as one object's do. */
  static final class Disorder extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Disorder(String path) {
      super(path);
    }
  }

  /** An object or an array that is not closed, with what leads to its child that came last. */
  private static final class Open {
    final boolean isArray;
    final Set<String> names = new HashSet<>(0);
    String child = "";
    int index = -1;

    Open(boolean isArray) {
      this.isArray = isArray;
    }
  }

  /** From the outermost to the innermost; empty until something has come. */
  private final List<Open> open = new ArrayList<>(2);

  /** The place of the text that may go on; empty if there is none. */
  private String textAt = "";

  private boolean inText;

  /** Whether nothing has come. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** What a piece adds. */
  String add(PartialArgument piece) {
    StringBuilder out = new StringBuilder();
    if (inText && !piece.path().equals(textAt)) {
      endText(out);
    }
    if (!inText) {
      goTo(piece.path(), out);
      if (!piece.isText()) {
        return out.append(piece.value()).toString();
      }
      out.append('"');
      inText = true;
      textAt = piece.path();
    }
    out.append(escaped(piece.value()));
    if (!piece.willContinue()) {
      endText(out);
    }
    return out.toString();
  }

  /** What closes all that is open. */
  String end() {
    StringBuilder out = new StringBuilder();
    if (inText) {
      endText(out);
    }
    if (open.isEmpty()) {
      return "{}";
    }
    closeDownTo(0, out);
    return out.toString();
  }

  private void endText(StringBuilder out) {
    out.append('"');
    inText = false;
    textAt = "";
  }

  private void closeDownTo(int depth, StringBuilder out) {
    while (open.size() > depth) {
      out.append(open.removeLast().isArray ? ']' : '}');
    }
  }

  /** Writes what stands before the value at this place. */
  private void goTo(String path, StringBuilder out) {
    List<String> steps = steps(path);
    if (open.isEmpty()) {
      begin(steps.getFirst(), out);
    }
    int same = 0;
    while (same < open.size() - 1
        && same < steps.size() - 1
        && open.get(same).child.equals(steps.get(same))) {
      same++;
    }
    closeDownTo(same + 1, out);
    for (int i = same; i < steps.size(); i++) {
      if (i > same) {
        begin(steps.get(i), out);
      }
      child(open.getLast(), steps.get(i), path, out);
    }
  }

  private void begin(String firstStep, StringBuilder out) {
    boolean isArray = isIndex(firstStep);
    out.append(isArray ? '[' : '{');
    open.add(new Open(isArray));
  }

  private static void child(Open in, String step, String path, StringBuilder out) {
    if (in.isArray != isIndex(step)) {
      throw new Disorder(path);
    }
    if (!in.child.isEmpty()) {
      out.append(',');
    }
    if (in.isArray) {
      int index = Integer.parseInt(step.substring(1));
      if (index <= in.index) {
        throw new Disorder(path);
      }
      in.index = index;
    } else {
      if (!in.names.add(step)) {
        throw new Disorder(path);
      }
      out.append('"').append(escaped(step.substring(1))).append("\":");
    }
    in.child = step;
  }

  /** A step is a name behind a dot, or a number behind a bracket. */
  private static boolean isIndex(String step) {
    return step.charAt(0) == '[';
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>(2);
    int at = path.startsWith("$") ? 1 : 0;
    while (at < path.length() && steps.size() < MAX_DEPTH) {
      char c = path.charAt(at);
      if (c == '[') {
        int end = path.indexOf(']', at);
        String inside = end < 0 ? "" : path.substring(at + 1, end);
        if (inside.matches("\\d{1,6}")) {
          steps.add("[" + inside);
        } else if (inside.matches("(?s)'.*'|\".*\"")) {
          steps.add("." + inside.substring(1, inside.length() - 1));
        } else {
          throw new Disorder(path);
        }
        at = end + 1;
      } else {
        int from = c == '.' ? at + 1 : at;
        int end = from;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        steps.add("." + path.substring(from, end));
        at = Math.max(end, at + 1);
      }
    }
    // The arguments are an object, whatever stands in it.
    if (steps.isEmpty() || at < path.length() || isIndex(steps.getFirst())) {
      throw new Disorder(path);
    }
    return steps;
  }

  private static String escaped(String text) {
    String quoted = new JsonWriter().value(text).text();
    return quoted.substring(1, quoted.length() - 1);
  }
}
