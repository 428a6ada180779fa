package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.Usage;

/**
 * What attempts that were made elsewhere leave to the one that goes on with their answer.
 * Immutable.
 *
 * @param attempts how many there were
 * @param cause why the last one ended
 * @param text of the answer, up to its last whole character
 * @param textEnd where that text ends
 * @param usage of all of them
 * @param usedBefore of those before the last one
 * @param standing how many output tokens the text took
 */
record KeptAttempt(
    int attempts,
    Cause cause,
    String text,
    TextEnd textEnd,
    Usage usage,
    Usage usedBefore,
    long standing) {

  /** The attempts of a kept partial. */
  static KeptAttempt of(Reply kept, Cause why) {
    StringBuilder text = new StringBuilder();
    TextEnd end = TextEnd.NONE;
    for (int i = 0; i < kept.parts().size(); i++) {
      if (kept.parts().get(i) instanceof Part.Text part && !part.isCommentary()) {
        end = new TextEnd(i, !part.isWhole(), text.length());
        text.append(part.text());
      }
    }
    text.setLength(Seam.lastWholeCharacter(text));
    Usage before = Usage.unknown();
    for (Reply.Attempt attempt : kept.earlier()) {
      before = before.plus(attempt.usage());
    }
    // Of several attempts it is not known whose text stands.
    long standing =
        kept.earlier().isEmpty()
            ? kept.usage().outputTokens().orElse(0)
            : Usage.estimatedTokens(text.length());
    return new KeptAttempt(
        kept.earlier().size() + 1, why, text.toString(), end, kept.usage(), before, standing);
  }
}
