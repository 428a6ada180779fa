package dev.sluice.policy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;

/**
 * The request that asks for the rest of an answer. No provider resumes a stream; a model can be
 * given its own words, and goes on from there.
 */
final class Continuation {
  /** How much of the answer's end is quoted. */
  private static final int QUOTED_CHARACTERS = 200;

  private Continuation() {}

  /**
   * @param partial what the answer says up to now, not empty
   * @param used how many output tokens that took; they count towards the most that were asked for
   * @param prefill whether the model takes a last assistant message as its answer's beginning;
   *     otherwise it is asked in words
   */
  static ChatRequest of(ChatRequest request, String partial, long used, boolean prefill) {
    ChatRequest.Builder next =
        request.toBuilder().message(Message.assistant(prefill ? beginning(partial) : partial));
    if (request.sampling().maxTokens().isPresent()) {
      // A limit that is used up still asks for one: the answer was cut, so it lacks its end.
      long left = request.sampling().maxTokens().getAsInt() - used;
      next.maxTokens((int) Math.max(1, left));
    }
    if (!prefill) {
      int from = Math.max(0, partial.length() - QUOTED_CHARACTERS);
      if (from > 0 && Character.isLowSurrogate(partial.charAt(from))) {
        from++;
      }
      next.user(
          "Your previous response was interrupted. It ended with:\n\n"
              + partial.substring(from)
              + "\n\nContinue from exactly there. Write only what follows: do not repeat what you"
              + " have written, do not comment on the interruption.");
    }
    return next.build();
  }

  /** Blanks belong to the word that follows them: a model that is given them writes on badly. */
  private static String beginning(String partial) {
    String stripped = partial.stripTrailing();
    return stripped.isEmpty() ? partial : stripped;
  }
}
