package dev.sluice.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a run, for lists. Immutable.
 *
 * @param model {@code provider/model}, as it was asked for
 * @param ending how it ended, as {@link dev.sluice.chat.Ending#kind}; empty while it goes on, or if
 *     nobody has settled it yet
 * @param ended when
 * @param live whether somebody writes it
 * @param bytes of its entries
 * @param conversation whose answer it is, if it is one's
 */
public record KeptRun(
    String id,
    String model,
    Instant created,
    Optional<String> ending,
    Optional<Instant> ended,
    boolean live,
    OptionalLong inputTokens,
    OptionalLong outputTokens,
    long bytes,
    Optional<String> conversation) {
  public KeptRun {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(ending, "ending");
    Objects.requireNonNull(ended, "ended");
    Objects.requireNonNull(inputTokens, "inputTokens");
    Objects.requireNonNull(outputTokens, "outputTokens");
    Objects.requireNonNull(conversation, "conversation");
  }
}
