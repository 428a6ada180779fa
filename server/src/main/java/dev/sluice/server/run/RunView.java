package dev.sluice.server.run;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.log.Offset;
import java.time.Instant;
import java.util.Optional;

/** Stands in for the one to come. */
public record RunView(
    String id,
    String model,
    Instant created,
    String status,
    Offset last,
    Optional<Ending> ending,
    Reply soFar,
    String dialect) {}
