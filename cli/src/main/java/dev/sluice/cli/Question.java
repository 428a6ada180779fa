package dev.sluice.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the prompt of what was given: files, standard input and the words of the command line, in
 * this order, with a blank line between.
 */
final class Question {
  /** After this long somebody may wonder what is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String DASH = "-";

  private Question() {}

  /**
   * The prompt.
   *
   * @throws UsageException if there is none, or a part of it cannot be read
   */
  static String of(List<String> files, List<String> words, Surroundings around, Notes notes) {
    // What other programs call standard input, which is read in any case.
    boolean dash = words.equals(List.of(DASH)) || files.contains(DASH);
    if (dash && around.terminals().in()) {
      throw new UsageException(
          "- is standard input, and that is a terminal: give the question as arguments");
    }
    String asked = words.equals(List.of(DASH)) ? "" : String.join(" ", words);
    List<String> parts = new ArrayList<>();
    for (String file : files) {
      if (!file.equals(DASH)) {
        parts.add(withoutLineEnds(TextInput.ofFile(file)));
      }
    }
    if (!around.terminals().in()) {
      parts.add(withoutLineEnds(standardInput(words.isEmpty() && files.isEmpty(), around, notes)));
    }
    parts.add(asked);
    parts.removeIf(String::isBlank);
    if (parts.isEmpty()) {
      throw new UsageException(
          "there is no prompt: give it as arguments, on standard input, or both");
    }
    return String.join("\n\n", parts);
  }

  private static String standardInput(boolean alone, Surroundings around, Notes notes) {
    AtomicBoolean read = new AtomicBoolean();
    around
        .clock()
        .after(PATIENCE)
        .execute(
            () -> {
              if (!read.get()) {
                notes.say(
                    alone
                        ? "reading the prompt from standard input"
                        : "reading what the prompt is about from standard input; where nothing"
                            + " will come, start with < /dev/null");
              }
            });
    try {
      return TextInput.standard(around.in()).all();
    } finally {
      read.set(true);
    }
  }

  private static String withoutLineEnds(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
