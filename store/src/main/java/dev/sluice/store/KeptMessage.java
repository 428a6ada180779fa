package dev.sluice.store;

import dev.sluice.chat.Message;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A message of a conversation. Immutable.
 *
 * @param parent the message that it goes below; empty at the beginning
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param message what it says; empty while it waits for the end of its run
 * @param run whose answer it is, if that was asked here
 * @param ending how that run ended, as {@link dev.sluice.chat.Ending#kind}, if it has
 */
public record KeptMessage(
    String id,
    Optional<String> parent,
    String role,
    Optional<Message> message,
    Instant created,
    Optional<String> run,
    Optional<String> ending) {
  public KeptMessage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(parent, "parent");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(ending, "ending");
  }
}
