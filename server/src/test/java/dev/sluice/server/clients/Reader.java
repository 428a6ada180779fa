package dev.sluice.server.clients;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads one answer of a dialect as its clients do, and fails at what they would fail at. */
abstract class Reader {
  final StringBuilder text = new StringBuilder();
  final StringBuilder thoughts = new StringBuilder();

  /** Name and arguments of each call, by what the dialect tells them apart. */
  final Map<String, StringBuilder> calls = new LinkedHashMap<>();

  /** What began and has to end before a good end. */
  final TreeSet<String> open = new TreeSet<>();

  private String usage = "";
  private String end = "";
  private String word = "";

  /** An event of a stream. */
  abstract void event(Block event);

  /** A whole answer as one document. */
  abstract void document(Tree document);

  /** What a document says that tells of no answer. */
  void problem(Tree document) {
    broken(document.text("error", "code"));
  }

  final void begin(String what) {
    if (!open.add(what)) {
      throw new AssertionError(what + " begins twice");
    }
  }

  final void isOpen(String what) {
    if (!open.contains(what)) {
      throw new AssertionError(what + " is not open: " + open);
    }
  }

  final void close(String what) {
    isOpen(what);
    open.remove(what);
  }

  final void call(String id, String name) {
    if (calls.put(id, new StringBuilder(name).append(' ')) != null) {
      throw new AssertionError("two calls are " + id);
    }
  }

  final void arguments(String id, String fragment) {
    StringBuilder call = calls.get(id);
    if (call == null) {
      throw new AssertionError("no call is " + id);
    }
    call.append(fragment);
  }

  /** Tokens, of which the last ones told count. */
  final void usage(Tree holder, String input, String output) {
    if (holder.at(input).isThere() || holder.at(output).isThere()) {
      usage(holder.number(input), holder.number(output));
    }
  }

  final void usage(long input, long output) {
    usage = input + "+" + output;
  }

  final void whole() {
    if (!open.isEmpty()) {
      throw new AssertionError("open at the end: " + open);
    }
    end(Said.WHOLE);
  }

  final void broken(String how) {
    end(Said.BROKEN);
    word = how;
  }

  private void end(String how) {
    isGoingOn();
    end = how;
  }

  /** Nothing comes behind an end. */
  final void isGoingOn() {
    if (!end.isEmpty()) {
      throw new AssertionError("something comes behind its end, which was " + end);
    }
  }

  final Said said() {
    List<String> all = new ArrayList<>();
    calls.values().forEach(call -> all.add(call.toString()));
    return new Said(text.toString(), thoughts.toString(), all, usage, end, word);
  }
}
