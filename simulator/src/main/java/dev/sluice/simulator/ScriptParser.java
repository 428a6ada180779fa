package dev.sluice.simulator;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads a script line by line. What each step takes stands in {@link Grammar}. */
final class ScriptParser {
  private final Path folder;
  private final List<Response> responses = new ArrayList<>();
  private final Deque<OpenRepeat> open = new ArrayDeque<>();
  private Draft draft = new Draft();

  ScriptParser(Path folder) {
    this.folder = folder;
  }

  /** A block to repeat whose closing brace has not come yet. */
  private record OpenRepeat(int line, String text, long count) {}

  Script parse(String text) {
    // Some editors put a byte order mark in front.
    List<String> lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      try {
        read(line, i + 1);
      } catch (Arguments.Unfit e) {
        throw new ScriptException(i + 1, line, e.problem());
      }
    }
    if (!open.isEmpty()) {
      OpenRepeat repeat = open.getFirst();
      throw new ScriptException(repeat.line(), repeat.text(), "its closing } is missing");
    }
    if (responses.isEmpty() || !draft.isEmpty()) {
      closeResponse(Math.max(1, lines.size()), lines.isEmpty() ? "" : lines.getLast());
    }
    return new Script(responses);
  }

  private void read(String line, int number) {
    String step = line.strip();
    if (step.isEmpty() || step.startsWith("#")) {
      return;
    }
    if (step.equals("---")) {
      if (!open.isEmpty()) {
        throw new Arguments.Unfit(
            "the repeat of line " + open.getFirst().line() + " is not closed");
      }
      closeResponse(number, line);
    } else if (step.equals("}")) {
      if (open.isEmpty()) {
        throw new Arguments.Unfit("there is no open repeat");
      }
      draft.closeBlock(open.pop().count());
    } else {
      readStep(line.stripLeading(), line, number);
    }
  }

  private void readStep(String step, String line, int number) {
    var arguments = new Arguments(step, folder);
    String word = arguments.word("a step");
    if (word.equals("repeat")) {
      readRepeat(arguments, line, number);
      return;
    }
    Grammar.Form form = Grammar.form(word);
    try {
      form.reader().read(arguments, draft);
      arguments.end();
    } catch (Arguments.Unfit e) {
      throw new Arguments.Unfit(e.problem() + "; allowed: " + form.usage());
    }
  }

  private void readRepeat(Arguments arguments, String line, int number) {
    long count =
        arguments.take("forever")
            ? Step.Repeat.FOREVER
            : arguments.number("how often, or forever", 1, Integer.MAX_VALUE);
    draft.openBlock();
    String inner = arguments.rest().stripLeading();
    if (inner.strip().equals("{")) {
      open.push(new OpenRepeat(number, line, count));
    } else if (inner.isEmpty() || inner.startsWith("{")) {
      throw new Arguments.Unfit("allowed: " + Grammar.REPEAT_USAGE);
    } else {
      readStep(inner, line, number);
      draft.closeBlock(count);
    }
  }

  private void closeResponse(int number, String line) {
    if (draft.isEmpty()) {
      throw new ScriptException(number, line, "a response has at least one step");
    }
    responses.add(draft.toResponse());
    draft = new Draft();
  }
}
