package dev.sluice.chat;

import java.util.Objects;

/**
 * How a source says that its stream ended: at its provider's good end, or for a {@link Cause}. The
 * sink adds the partial reply and makes an {@link Ending} of it.
 */
public sealed interface Outcome permits Outcome.Finished, Cause {

  /** The provider's own good end arrived. */
  record Finished(FinishReason reason) implements Outcome {
    public Finished {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
