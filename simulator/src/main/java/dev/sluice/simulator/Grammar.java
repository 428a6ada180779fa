package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every step that a script can name, with how it is written. */
final class Grammar {
  static final String REPEAT_USAGE = "repeat N STEP | repeat N { (steps on lines of their own) }";

  private static final Map<String, Form> FORMS = new TreeMap<>();

  static {
    HeadGrammar.FORMS.forEach(Grammar::register);
    BodyGrammar.FORMS.forEach(Grammar::register);
  }

  private Grammar() {}

  /** How a step is written, and what reads it. */
  record Form(String usage, Reader reader) {
    String word() {
      int space = usage.indexOf(' ');
      return space < 0 ? usage : usage.substring(0, space);
    }
  }

  /** Reads the arguments of a step into the response. */
  interface Reader {
    void read(Arguments arguments, Draft draft);
  }

  private static void register(Form form) {
    FORMS.put(form.word(), form);
  }

  static Form form(String word) {
    Form form = FORMS.get(word);
    if (form == null) {
      throw new Arguments.Unfit(
          "there is no step `" + word + "`; allowed: " + String.join(", ", words()));
    }
    return form;
  }

  /** The first words of all steps. */
  static List<String> words() {
    var words = new ArrayList<>(FORMS.keySet());
    words.add("repeat");
    return List.copyOf(words);
  }
}
