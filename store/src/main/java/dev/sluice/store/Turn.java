package dev.sluice.store;

import java.util.List;
import java.util.Objects;

/**
 * What {@link Conversations#ask} has added. Immutable.
 *
 * @param conversation where
 * @param said the ids of the new messages, in their order
 * @param answer the id of the message that waits for the run's answer: the head from now on
 */
public record Turn(String conversation, List<String> said, String answer) {
  public Turn {
    Objects.requireNonNull(conversation, "conversation");
    said = List.copyOf(said);
    Objects.requireNonNull(answer, "answer");
  }
}
