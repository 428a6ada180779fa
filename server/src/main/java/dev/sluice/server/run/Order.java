package dev.sluice.server.run;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Mark;
import dev.sluice.stream.ChatModel;
import java.util.Optional;

/**
 * A run that a client wants.
 *
 * @param dialect in which it was asked
 * @param asked what
 * @param model whom, with the policies of its route
 * @param shown the model's name as the client is told it
 * @param label the same in metrics: one of the few names that the operator has given
 * @param owner whose run it is; empty where there are no keys
 * @param detached whether it goes on when nobody follows it
 * @param idempotency the client's key, and what the body was; empty if the request has none
 * @param after where to go on, if the run is there already; {@link Mark#START} for all of it
 */
public record Order(
    Dialect dialect,
    Asked asked,
    ChatModel model,
    String shown,
    String label,
    String owner,
    boolean detached,
    Optional<Idempotency> idempotency,
    Mark after) {

  /** The same that asks this. */
  Order asking(Asked other) {
    return new Order(dialect, other, model, shown, label, owner, detached, idempotency, after);
  }

  /**
   * By what a request that is sent again is known.
   *
   * @param key as the client says it
   * @param body a digest of what it asked, and where
   */
  public record Idempotency(String key, String body) {}
}
