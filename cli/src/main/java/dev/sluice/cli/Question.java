package dev.sluice.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes the prompt of what was given: the words of the command line, standard input, or both. */
final class Question {
  /** After this long somebody may wonder what is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Question() {}

  /**
   * The prompt.
   *
   * @throws UsageException if there is none
   */
  static String of(List<String> words, Surroundings around, Notes notes) {
    String asked = String.join(" ", words);
    String material = around.terminals().in() ? "" : material(words, around, notes);
    if (material.isBlank() && asked.isBlank()) {
      throw new UsageException(
          "there is no prompt: give it as arguments, on standard input, or both");
    }
    if (material.isBlank()) {
      return asked;
    }
    return asked.isBlank() ? material : material + "\n\n" + asked;
  }

  private static String material(List<String> words, Surroundings around, Notes notes) {
    AtomicBoolean read = new AtomicBoolean();
    around
        .clock()
        .after(PATIENCE)
        .execute(
            () -> {
              if (!read.get()) {
                notes.say(
                    words.isEmpty()
                        ? "reading the prompt from standard input"
                        : "reading what the prompt is about from standard input; where nothing"
                            + " will come, start with < /dev/null");
              }
            });
    String text = new StandardInput(around.in()).all();
    read.set(true);
    return withoutLineEnds(text);
  }

  private static String withoutLineEnds(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
