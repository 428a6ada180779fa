package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.spi.stream.StreamSource;
import java.time.Duration;

/** What is done when an attempt ends: a decision, and the plan for the next one. Immutable. */
interface Plan {

  /**
   * Decides.
   *
   * @param cause why the attempt ended
   * @param begun whether anything of the answer has come, in this attempt or an earlier one
   */
  Decision after(Cause cause, boolean begun);

  /** What to do. */
  sealed interface Decision {}

  /**
   * The stream ends as the attempt did.
   *
   * @param cause why it ended, and perhaps why no other follows
   */
  record GiveUp(Cause cause) implements Decision {}

  /**
   * Another attempt.
   *
   * @param keepText whether an answer that has begun is continued, rather than begun anew
   * @param next the plan from then on
   */
  record Again(StreamSource source, String model, Duration delay, boolean keepText, Plan next)
      implements Decision {}
}
