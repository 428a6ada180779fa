package dev.sluice.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a conversation, for lists. Immutable.
 *
 * @param id made here, and of no run
 * @param title one line, empty if it has none; what somebody has written, so that whoever shows it
 *     on a terminal takes control characters out
 * @param pinned whether it is kept however old it gets
 * @param updated when somebody last asked or answered there
 * @param head the message that the next one goes below; empty if there is none yet
 * @param messages how many there are, of all branches
 */
public record Conversation(
    String id,
    String title,
    boolean pinned,
    Instant created,
    Instant updated,
    Optional<String> head,
    int messages) {
  public Conversation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(updated, "updated");
    Objects.requireNonNull(head, "head");
  }
}
