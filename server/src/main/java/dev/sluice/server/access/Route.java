package dev.sluice.server.access;

import dev.sluice.chat.ModelName;
import dev.sluice.stream.ChatModel;

/**
 * A model that a request goes to.
 *
 * @param model it, with its policies
 * @param shown its name as the client is told it
 * @param label its name for metrics: one of those that the operator has named, else {@link #OTHER}
 */
public record Route(ChatModel model, String shown, String label) {
  /** The label of all that have none of their own: clients can name any number of models. */
  public static final String OTHER = "other";

  /** Whom a request's own fields are for, see {@code ChatRequest.Builder.providerOption}. */
  public String provider() {
    return ModelName.of(model.name()).provider();
  }
}
