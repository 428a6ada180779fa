package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.log.Offset;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it is now.
 *
 * @param model as the client that began it was told it
 * @param status {@code running}, or the ending's kind
 * @param last the place behind its last entry
 * @param soFar what of the answer has come
 * @param dialect in which it was asked; empty if that is not known
 * @param request what was asked, with what came before it if it goes on with another run
 * @param labels see {@link Asked#labels}
 */
public record RunView(
    String id,
    String model,
    Instant created,
    String status,
    Offset last,
    Optional<Ending> ending,
    Reply soFar,
    String dialect,
    ChatRequest request,
    Map<String, String> labels) {
  /** Copies the labels. */
  public RunView {
    labels = Map.copyOf(labels);
  }
}
