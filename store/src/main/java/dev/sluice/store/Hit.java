package dev.sluice.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a text was found. Immutable.
 *
 * @param conversation its id
 * @param title of the conversation
 * @param message the message's id; empty if the text stands in the title
 * @param role of the message; empty if the text stands in the title
 * @param at when the message was written, or the conversation last changed
 * @param snippet what stands around the first of the words, on one line; what somebody has written,
 *     so that whoever shows it on a terminal takes control characters out
 * @param from where in the snippet the word begins, in UTF-16 units
 * @param to where it ends; the same as {@code from} if it can't be shown
 */
public record Hit(
    String conversation,
    String title,
    Optional<String> message,
    String role,
    Instant at,
    String snippet,
    int from,
    int to) {
  public Hit {
    Objects.requireNonNull(conversation, "conversation");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(snippet, "snippet");
  }
}
