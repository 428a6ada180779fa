package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.log.Offset;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as it is now.
 *
 * @param model as the client that began it was told it
 * @param status {@code running}, or the ending's kind
 * @param last the place behind its last entry
 * @param soFar what of the answer has come
 * @param dialect in which it was asked; empty if that is not known
 */
public record RunView(
    String id,
    String model,
    Instant created,
    String status,
    Offset last,
    Optional<Ending> ending,
    Reply soFar,
    String dialect) {}
